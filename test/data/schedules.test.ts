import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileSchedule, nextOccurrence } from '../../lib/core/schedule.ts';

const file = new URL('../../../shared/data/oracles.json', import.meta.url).pathname;
const present = existsSync(file);
if (!present) console.warn(`skipped: the vectors are absent (${file})`);

const vectorSchema = z.object({
  id: z.literal('cron-dst'),
  input: z.object({ cases: z.array(z.tuple([z.string()])) }),
  expected: z.record(z.string(), z.array(z.string())),
});

/**
 * A time that spring skips: EventBridge leaves the day out, cron-parser runs an hour late (as if the clock had not changed),
 * ours and the current croner run in the first minute that exists, so that nobody's daily mail is missing and none comes late
 * by more than the gap. A time that autumn repeats runs once, the first time, in all of them.
 */
const fallback = { id: 'cron-dst', input: { cases: [] }, expected: {} };
const asOurs = 'croner_11_0_1_measured';

describe.skipIf(!present)('published vectors of schedules at a change of the clock', () => {
  const { vectors } = z
    .object({ vectors: z.array(z.unknown()) })
    .parse(JSON.parse(present ? readFileSync(file, 'utf8') : '{"vectors":[]}'));
  const { input, expected } = vectorSchema.parse(vectors.find((vector) => vectorSchema.safeParse(vector).success) ?? fallback);

  it.each(input.cases.map(([text], index) => [text, expected[asOurs]?.[index]]))('%s', (text = '', wanted) => {
    const [, minutes = '', hours = '', zone = '', after = ''] = /^(\d+) (\d+) \* \* \* (\S+) after (\S+)$/.exec(text) ?? [];
    const at = [hours, minutes].map((part) => part.padStart(2, '0')).join(':');
    const next = nextOccurrence(compileSchedule({ every: 'day', at, zone }), { since: Date.parse(after) });
    expect(new Date(next?.opensAt ?? 0).toISOString().replace(':00.000Z', 'Z')).toBe(wanted);
  });
});
