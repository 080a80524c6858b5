import { expect, it } from 'vitest';
import { type FunctionName, wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import { dueShards } from '../../lib/world.ts';
import { resources, template } from './cloud.ts';

const minutes = 30 * 24 * 60;

/**
 * What a stack costs in a month in which nobody does anything, in us-east-1, with the allowances that AWS gives every
 * account for good (10 alarm metrics, a million SQS requests, 14 million schedule calls, a million Lambda calls).
 */
function idleDollars(): Record<string, number> {
  const entries: Wiring[] = (Object.keys(wiring) as FunctionName[]).map((name) => wiring[name]);
  const count = (kind: string): number => entries.filter(({ source }) => kind in source).length;
  const alarmMetrics = Object.values(resources('prod', 'AWS::CloudWatch::Alarm')).flatMap(({ Properties }) =>
    Properties.Metrics.filter((metric: object) => 'MetricStat' in metric),
  ).length;
  // Lambda keeps five long polls of 20 seconds open on each queue.
  const polls = count('queue') * 5 * 3 * minutes;
  // Each minute the sweep reads the first row of each shard (an empty eventually consistent query costs half a unit), and
  // run-campaigns what is live, when it starts next and which runs are open, six strongly consistent reads, and each quarter of an hour
  // send-reports when it is Monday.
  const reads = (dueShards * 0.5 + 6 + 1 / 15) * minutes;
  return {
    alarms: Math.max(0, alarmMetrics - 10) * 0.1,
    queues: (Math.max(0, polls - 1_000_000) / 1_000_000) * 0.4,
    reads: (reads / 1_000_000) * 0.125,
  };
}

it('costs less than a dollar a month while nothing happens', () => {
  const dollars = idleDollars();
  const sum = Object.values(dollars).reduce((total, part) => total + part, 0);
  console.info(`idle: $${sum.toFixed(2)} a month`, dollars);
  expect(sum).toBeLessThanOrEqual(1);
});

it('rents nothing by the month', () => {
  const types = new Set(Object.values(template('prod').toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type));
  for (const rented of [
    'AWS::SecretsManager::Secret',
    'AWS::KMS::Key',
    'AWS::EC2::NatGateway',
    'AWS::WAFv2::WebACL',
    'AWS::CloudWatch::Dashboard',
  ]) {
    expect([...types]).not.toContain(rented);
  }
  expect(JSON.stringify(template('prod').toJSON())).not.toMatch(/ProvisionedThroughput|ProvisionedConcurren|ProvisionedPollers/);
});
