import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { flowchartOf } from '../../lib/core/description/flowchart.ts';
import { describeCampaign } from '../../lib/core/description/sentences.ts';
import { campaign, fixture, fixtureNames } from './definition/shop.ts';

const read = (name: string) => campaignSchema.parse(fixture(name));

/** Every text and number that an author wrote, but for the names of channels, which have words of their own. */
function written(value: unknown): string[] {
  if (typeof value === 'string') return ['email', 'sms'].includes(value) ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(written) : [];
}

/** By the rules of its syntax: nodes with quoted labels first, then edges between nodes that are there. */
function isMermaid(chart: string): boolean {
  const [head, ...lines] = chart.split('\n');
  const label = `"[^"\\[\\]{}|<>\`]*"`;
  const node = RegExp(`^  (n\\d+)(\\[${label}\\]|\\{\\{${label}\\}\\}|\\(\\[${label}\\]\\))$`);
  const edge = RegExp(`^  (n\\d+) -->(?:\\|${label}\\|)? (n\\d+)$`);
  const known = new Set(lines.flatMap((line) => node.exec(line)?.[1] ?? []));
  const edges = lines.flatMap((line) => [edge.exec(line)?.slice(1) ?? []].filter((pair) => pair.length > 0));
  return head === 'flowchart TD' && known.size + edges.length === lines.length && edges.flat().every((id) => known.has(id));
}

describe('a campaign in words', () => {
  it.each(fixtureNames)('says everything that stands in %s', (name) => {
    const { $schema: _, ...value } = fixture(name) as { $schema?: string };
    const text = describeCampaign(read(name));
    for (const each of written(value)) expect(text).toContain(each);
  });

  it.each(fixtureNames)('draws %s as a flowchart', (name) => {
    expect(isMermaid(flowchartOf(read(name)))).toBe(true);
  });

  it('reads like a sentence', () => {
    const text = describeCampaign(read('abandoned-basket.json'));
    expect(text).toContain('- A customer enters when she does basket.updated where activity.total is at least 20 GBP.');
    expect(text).toContain('- She enters once for each basketId and never again.');
    expect(text).toContain('6. sends "basket-last-call" by SMS, else by e-mail, not after 1 day');
  });

  it('draws whatever a text holds', () => {
    const texts = fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }).filter((text) => text.trim() !== '');
    fc.assert(fc.property(texts, (exit) => isMermaid(flowchartOf(campaign({ steps: [{ exit }] })))));
  });
});
