import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../lib/cli/json-source.ts';
import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { checkCampaignPart, checkLibrary, checkSegmentPart } from '../../lib/core/definition/check-library.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { parseDefinition } from '../../lib/core/definition/parse.ts';
import { salvage } from '../../lib/core/definition/salvage.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { settingsSchema } from '../../lib/core/definition/settings.ts';
import { templateSchema } from '../../lib/core/definition/template.ts';
import { fixture, fixtureNames, library } from '../core/definition/shop.ts';

const schemas = [campaignSchema, segmentSchema, templateSchema, dataSchema, settingsSchema];
const texts = fixtureNames.map((name) => JSON.stringify(fixture(name)));

/** Reads, parses and checks as `rapport check` does. */
function checkText(text: string): void {
  const { source, problems } = readJson('x.json', new TextEncoder().encode(text));
  expect(source !== undefined || problems.length > 0).toBe(true);
  if (!source) return;
  for (const schema of schemas) {
    const parsed = parseDefinition(schema, source.value);
    if ('value' in parsed) continue;
    expect(parsed.problems.length).toBeGreaterThan(0);
    for (const problem of parsed.problems) expect(source.locate(problem).line).toBeGreaterThan(0);
  }
  const campaign = parseDefinition(campaignSchema, source.value);
  const data = parseDefinition(dataSchema, source.value);
  if ('value' in campaign) for (const problem of checkLibrary(library([campaign.value]))) source.locate(problem);
  if ('value' in data) withBuiltIns(data.value);
  const part = salvage(campaignSchema, source.value);
  const segmentPart = salvage(segmentSchema, source.value);
  if (part) for (const problem of checkCampaignPart(part, library([]))) source.locate(problem);
  if (segmentPart) for (const problem of checkSegmentPart(segmentPart, library([]))) source.locate(problem);
}

const keys = [
  'send',
  'wait',
  'for',
  'then',
  'if',
  'all',
  'field',
  'did',
  'segment',
  '__proto__',
  'constructor',
  'toString',
  '',
  'steps',
  'id',
];
const mutation = fc.oneof(
  fc.constantFrom(...keys),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\u0000', '0', 'null'),
);

describe('check never throws', { timeout: 30_000 }, () => {
  it('on arbitrary JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), checkText), { numRuns: 200 });
  });

  it('on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readJson('x.json', bytes)),
      { numRuns: 200 },
    );
  });

  it('on valid definitions of which a piece of text was changed', () => {
    const changed = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(12),
      piece: mutation,
    });
    fc.assert(
      fc.property(changed, ({ text, at, length, piece }) => {
        const from = Math.floor(at * text.length);
        checkText(text.slice(0, from) + piece + text.slice(from + length));
      }),
      { numRuns: 500 },
    );
  });

  it('on valid definitions of which a value or key was changed', () => {
    const changed = fc.record({
      text: fc.constantFrom(...texts),
      nth: fc.nat(60),
      value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...keys)),
      key: fc.option(fc.constantFrom(...keys)),
    });
    fc.assert(
      fc.property(changed, ({ text, nth, value, key }) => {
        let count = 0;
        checkText(
          JSON.stringify(JSON.parse(text), (_name, old) => {
            count += 1;
            if (count !== nth) return old;
            return key === null || typeof old !== 'object' || old === null ? value : { ...old, [key]: value };
          }) ?? 'null',
        );
      }),
      { numRuns: 500 },
    );
  });
});
