import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrollment } from '../../../lib/core/enrollment/enrollment.ts';
import { type AroundBooks, addAroundEntry, aroundEntry, firstEntry } from '../../../lib/core/measurement/report-around.ts';
import type { Purchases } from '../../../lib/core/scoring/purchases.ts';
import { day } from '../../../lib/core/time.ts';
import { enrollment } from './enrollment.ts';

const on = Date.UTC(2026, 2, 10) / day;
const later = on + 1_000;

/** A customer who spent so much on these days, counted from that of her entry. */
function buyer(spent: { [after: number]: number }, over: Partial<Purchases> = {}): Purchases {
  const days = Object.entries(spent)
    .map(([after, revenue]): [number, number, number] => [on + Number(after), 1, revenue])
    .sort(([a], [b]) => a - b);
  return { id: 'c', days, orders: days.length, revenue: 0, firstDay: days[0]?.[0], lastDay: days.at(-1)?.[0], ...over };
}

function around(customers: Purchases[], until = later) {
  const books: AroundBooks = new Map();
  for (const one of customers) addAroundEntry(books, one, { on, until });
  return aroundEntry(books);
}

describe('what a customer brought around her first entry', () => {
  it('is told by periods of 30 days, of which the last before ends with the day of entry', () => {
    const { periods } = around([
      buyer({ [-500]: 1, [-30]: 10, [-29]: 100, 0: 200, 1: 1_000, 30: 2_000, 31: 4_000, 181: 9 }),
      buyer({ [-500]: 1 }),
    ]);
    const told = new Map(periods.map(({ from, to, customers, revenue }) => [`${from} to ${to}`, [customers, revenue]]));
    expect(periods.map(({ from }) => from)).toEqual([-179, -149, -119, -89, -59, -29, 1, 31, 61, 91, 121, 151]);
    expect([told.get('-59 to -30'), told.get('-29 to 0'), told.get('1 to 30'), told.get('31 to 60')]).toEqual([
      [2, 5],
      [2, 150],
      [2, 1_500],
      [2, 2_000],
    ]);
  });

  it('is not told of a period in which she was no customer yet, or that is not over, or that her profile has forgotten', () => {
    const bounds = (customer: Purchases, until?: number) => {
      const { periods } = around([customer], until);
      return [periods[0]?.from, periods.at(-1)?.to];
    };
    expect(bounds(buyer({ [-60]: 1 }))).toEqual([-59, 180]);
    expect(bounds(buyer({ [-59]: 1 }))).toEqual([-29, 180]);
    expect(bounds(buyer({ 0: 1 }))).toEqual([1, 180]);
    expect(bounds(buyer({ [-500]: 1 }), on + 60)).toEqual([-179, 60]);
    expect(bounds(buyer({ [-500]: 1 }), on + 59)).toEqual([-179, 30]);
    expect(bounds(buyer({ [-59]: 1 }, { orders: 99, firstDay: on - 900 }))).toEqual([-59, 180]);
    expect(around([buyer({})]).periods).toEqual([]);
  });

  it('is compared for each cohort by the same customers on both sides', () => {
    const known = buyer({ [-90]: 1, [-89]: 300, 0: 600, 1: 90, 90: 30, 91: 7 });
    const { cohorts } = around([known, buyer({ [-20]: 5_000, 5: 5_000 }), buyer({})], on + 90);
    expect(cohorts).toEqual([{ month: '2026-03', customers: 3, compared: 1, before: 300, after: 40 }]);
    expect(around([known], on + 89).cohorts).toEqual([{ month: '2026-03', customers: 1, compared: 0 }]);
  });

  it('is the same in whatever order the customers come', () => {
    const customers = fc.array(fc.dictionary(fc.integer({ min: -300, max: 300 }).map(String), fc.nat(9_999)).map((spent) => buyer(spent)));
    fc.assert(
      fc.property(customers, (some) => {
        expect(around(some)).toEqual(around(some.toReversed()));
      }),
    );
  });
});

describe('the first entry of a customer', () => {
  const at = (days: number) => (on + days) * day + 5;
  const entry = (over: Partial<Enrollment>) => enrollment({ campaign: 'c', enteredAt: at(0), ...over });

  const first = (enrollments: Enrollment[], campaign: string | undefined = 'c') => firstEntry(enrollments, campaign);
  const on10th = { campaign: 'c', on, bucket: '2026-03-10' };

  it('is the earliest that her enrollments remember, and what she was then', () => {
    expect(first([])).toBeUndefined();
    expect(first([entry({}), entry({ enteredAt: at(3), status: 'held-out' })])).toEqual({ ...on10th, group: 'entered' });
    expect(first([entry({ status: 'held-out' }), entry({ enteredAt: at(3) })])).toEqual({ ...on10th, group: 'control' });
    expect(first([entry({ since: at(-2) })])).toMatchObject({ on: on - 2, bucket: '2026-03-08', group: 'entered' });
    expect(first([entry({ measured: [{ from: at(-9), until: 0, first: true, as: 'heldOut' }] })])).toMatchObject({
      ...{ on: on - 9, bucket: '2026-03-01', group: 'control' },
    });
    expect(first([entry({ status: 'held-out', heldOutBy: 'universal' })])).toBeUndefined();
    expect(first([entry({ campaign: 'other', enteredAt: at(-3) }), entry({})])).toMatchObject({ on });
  });

  it('is counted where its own run is, though she came in again since', () => {
    const measured = [
      { from: at(-40), until: at(-30), first: true as const, run: '2026-01-29T09:00' },
      { from: at(0), until: at(9) },
    ];
    expect(first([entry({ measured })])).toEqual({ ...on10th, on: on - 40, bucket: '2026-01-29T09:00', group: 'entered' });
  });

  it('of all campaigns is the first that did not hold her out, whatever the campaigns are called', () => {
    const heldOut = (campaign: string) => entry({ campaign, status: 'held-out' });
    for (const campaign of ['a', 'z'])
      for (const hers of [
        [heldOut(campaign), entry({})],
        [entry({}), heldOut(campaign)],
      ])
        expect(firstEntry(hers, undefined)).toEqual({ ...on10th, group: 'entered' });
    expect(firstEntry([heldOut('a'), entry({ enteredAt: at(4) })], undefined)).toMatchObject({ on: on + 4, group: 'entered' });
    expect(firstEntry([heldOut('a')], undefined)).toBeUndefined();
  });
});
