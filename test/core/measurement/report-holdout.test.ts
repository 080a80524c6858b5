import { describe, expect, it } from 'vitest';
import { isUniversallyHeldOut } from '../../../lib/core/experiment/arms.ts';
import { addToHoldout, emptyHoldout, holdoutDays, holdoutReport, holdoutSentences } from '../../../lib/core/measurement/report-holdout.ts';
import type { Purchases } from '../../../lib/core/scoring/purchases.ts';

const until = 20_000;
const money = (minor: number) => `£${(minor / 100).toFixed(2)}`;

/** So many customers, of whom each spent on the day that `daysOf` says of her. */
function reportOn(customers: number, holdout: string, daysOf: (isHeldOut: boolean, n: number) => Purchases['days']) {
  const books = emptyHoldout();
  for (let n = 0; n < customers; n++) {
    const [id, days] = [`c${n}`, daysOf(isUniversallyHeldOut(`c${n}`, holdout), n)];
    addToHoldout(books, { id, days, orders: days.length, revenue: 0, firstDay: undefined, lastDay: undefined }, { holdout, until });
  }
  return holdoutReport(books, holdout);
}

describe('what all marketing brought', () => {
  it('is told of everybody with marketing against everybody without, also of those who bought nothing', () => {
    const report = reportOn(4_000, '20%', (isHeldOut, n) => (n % (isHeldOut ? 10 : 5) === 0 ? [[until, 1, 3_000 + (n % 7) * 100]] : []));
    expect(report.customers.marketing + report.customers.none).toBe(4_000);
    expect(report).toMatchObject({ ratio: { alarm: false }, effects: [{ outcome: 'buyers' }, { outcome: 'revenue', kind: 'money' }] });
    const [buyers, spent] = holdoutSentences(report, money);
    expect(buyers).toMatch(
      /^19\.8% of 3,207 customers with marketing bought in the last 90 days, 10\.3% of 793 without any: \+9\.5 points \[/,
    );
    expect(buyers).toContain('That is beyond chance');
    expect(spent).toMatch(
      /^Each of 3,207 customers with marketing spent £6\.\d\d in the last 90 days, each of 793 without any £3\.\d\d: .*\. That is beyond chance/,
    );
  });

  it('counts the days that are over, and none before', () => {
    const of = (day: number) => reportOn(200, '50%', () => [[day, 1, 100]]).effects.map(({ value, control }) => [value, control]);
    const all = [
      [1, 1],
      [100, 100],
    ];
    const none = [
      [0, 0],
      [0, 0],
    ];
    expect([of(until), of(until - holdoutDays + 1)]).toEqual([all, all]);
    expect([of(until + 1), of(until - holdoutDays)]).toEqual([none, none]);
  });

  it('claims nothing of few customers, of an empty group, nor of groups that are not of the planned sizes', () => {
    const few = holdoutSentences(
      reportOn(60, '50%', (_, n) => (n % 3 === 0 ? [[until, 1, 100]] : [])),
      money,
    );
    expect(few.every((text) => text.endsWith('Not enough data yet.'))).toBe(true);
    expect(
      holdoutSentences(
        reportOn(0, '50%', () => []),
        money,
      ),
    ).toEqual([expect.stringContaining('one of the two groups is empty')]);
    const { effects, ...rest } = reportOn(4_000, '20%', (isHeldOut, n) => (n % (isHeldOut ? 10 : 5) === 0 ? [[until, 1, 3_000]] : []));
    const lost = holdoutSentences({ ...rest, effects, ratio: { ...rest.ratio, alarm: true } }, money);
    expect(lost[0]).toContain('Do not trust this');
    expect(lost.join(' ')).not.toContain('beyond chance');
  });
});
