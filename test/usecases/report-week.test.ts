import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import type { Counts } from '../../lib/core/measurement/counts.ts';
import { addChanges } from '../../lib/store/counters.ts';
import { nextReportAt, reportWeek } from '../../lib/usecases/report-week.ts';
import { letter, winBackDay } from '../cli/report-shop.ts';
import type { Cloud } from '../functions/cloud.ts';
import { day, hour, shop, thanks } from '../functions/shop.ts';

const anna = 'anna@linden.example';
const olga = 'olga@linden.example';
const monday = Date.UTC(2026, 10, 9, 7);

const goal: Partial<CampaignInput> = { goal: { activity: 'order.placed', within: '14 days' } };

/** Two campaigns of anna's, of which one does nothing, and one of olga's. On a Monday at noon. */
async function office(): Promise<Cloud> {
  const cloud = await shop({
    campaigns: [
      thanks({ ...goal, name: 'Thanks <b>&', entry: { trigger: { activity: 'order.placed' }, holdout: '10%' } }),
      thanks({ id: 'quiet' }),
      thanks({ id: 'letters', owner: olga }),
    ],
  });
  await reportWeek(cloud.limited('send-reports').world);
  return cloud;
}

let sequence = 0;

function count(cloud: Cloud, campaign: string, { bucket, n }: { bucket: string; n: Counts }): Promise<void> {
  sequence += 1;
  return addChanges(cloud.world, 'shard', [{ sequence: String(sequence), at: cloud.now, change: { campaign, bucket, n, gone: {} } }]);
}

async function week(cloud: Cloud): Promise<void> {
  await count(cloud, 'thanks', { bucket: '2026-11-04', n: winBackDay(900, { rate: 0.2, control: 0.1 }) });
  await count(cloud, 'letters', { bucket: '2026-11-05', n: letter(10) });
}

const tick = (cloud: Cloud) => reportWeek(cloud.limited('send-reports').world);
const receivers = (cloud: Cloud) => cloud.world.emails.filter(({ result }) => result.outcome === 'sent').map(({ message }) => message.to);

it('tells each owner on Monday at seven what her campaigns did in the week before, once', async () => {
  const cloud = await office();
  await week(cloud);
  expect(await nextReportAt(cloud.world)).toBe(monday);
  cloud.now = monday - 1;
  expect(await tick(cloud)).toEqual({ mails: 0, failures: [] });
  cloud.now = monday;
  expect(await tick(cloud)).toEqual({ mails: 2, failures: [] });
  expect(receivers(cloud)).toEqual([olga, anna]);
  for (const later of [0, 60_000, hour, 6 * day]) {
    cloud.now = monday + later;
    await tick(cloud);
  }
  expect(receivers(cloud)).toHaveLength(2);
});

it('says it with figures and effects, as text too, and shows no markup that a name brings along', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await tick(cloud);
  const mail = await PostalMime.parse(cloud.world.emails[1]?.message.raw ?? '');
  expect(mail.subject).toBe('Your campaigns, 2 November 2026 to 8 November 2026: 1 campaign, 1,530 messages');
  expect(mail.html).toContain('Thanks &#60;b&#62;&#38;');
  expect(mail.html).not.toContain('<b>&');
  expect(mail.text).toContain('entered 900, sent 1,530');
  for (const part of [mail.text, mail.html])
    expect(part).toContain(
      '20.0% of 900 reached the goal within 14 days, 10.0% of 100 in the control group. That is 10.0 points more (95% interval',
    );
  expect(mail.text).not.toContain('quiet');
});

it('counts for a week what happened in it, also to those who had entered before', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await tick(cloud);
  await count(cloud, 'thanks', {
    bucket: '2026-11-04',
    n: { 'sent.email': 7, goals: 2, orders: 2, buyers: 2, revenue: 8_000, revenueSquares: 3.2e7 },
  });
  cloud.now = monday + 7 * day;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([olga, anna, anna]);
  const mail = await PostalMime.parse(cloud.world.emails[2]?.message.raw ?? '');
  expect(mail.text).toContain('entered 0, sent 7, opened 0, clicked 0, goals 2, revenue £80.00');
});

it('comes late rather than not at all, and to nobody after a week in which nothing ran', async () => {
  const cloud = await office();
  cloud.now = monday;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([]);
  await count(cloud, 'letters', { bucket: '2026-11-10', n: letter(3) });
  cloud.now = monday + 9 * day;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([olga]);
  expect(await nextReportAt(cloud.world)).toBe(monday + 14 * day);
});

it('is one mail for each owner when two ticks run at once', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await Promise.all([tick(cloud), tick(cloud)]);
  cloud.now += 3 * 60_000;
  await tick(cloud);
  expect(receivers(cloud).sort()).toEqual([anna, olga]);
});

it('is finished by the next tick when one was refused or died half-way', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.world.outcomes.email = ({ to }) => ({ outcome: to === anna ? 'throttled' : 'sent', reason: 'Throttling', providerId: 'm' });
  cloud.now = monday;
  expect((await tick(cloud)).failures).toHaveLength(1);
  expect(receivers(cloud)).toEqual([olga]);
  cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
  cloud.now += 60_000;
  expect(await tick(cloud)).toEqual({ mails: 1, failures: [] });
  expect(receivers(cloud)).toEqual([olga, anna]);
});

it('gives up for the week when it cannot be sent for long', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
  for (let minute = 0; minute < 25; minute++) {
    cloud.now = monday + minute * 60_000;
    await tick(cloud);
  }
  expect(await nextReportAt(cloud.world)).toBe(monday + 7 * day);
});
