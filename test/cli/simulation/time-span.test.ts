import { expect, it } from 'vitest';
import { spanText } from '../../../lib/cli/simulation/report.ts';
import { timeNotes, timeSpanOf } from '../../../lib/cli/simulation/time-span.ts';

const history = { firstAt: Date.UTC(2024, 10, 21, 9), lastAt: Date.UTC(2026, 10, 21, 3, 20) };
const whole = (from: string, until: string) => timeSpanOf({ from, until }, history);

it('given days, when they are told, then the hour stands where the last one is not whole', () => {
  expect(spanText(timeSpanOf({}, history))).toBe('from 21 November 2025 to 21 November 2026, 04:00 UTC');
  expect(spanText(whole('2025-11-21', '2026-11-20'))).toBe('from 21 November 2025 to 20 November 2026');
});

it('given days of which the history knows nothing, then both ends are told, and days that it knows are not', () => {
  expect(timeNotes(whole('2024-11-21', '2026-11-21'), history)).toEqual([]);
  expect(timeNotes(whole('2010-01-01', '2027-01-01'), history)).toEqual([
    'Nothing is known before 2024-11-21: until then nobody is a customer.',
    expect.stringMatching(/^Nothing is known after 2026-11-21: from then until 2027-01-01 nobody buys anything/),
  ]);
});
