import { describe, expect, test } from 'vitest';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { disqualify, forgetOld, mostBuckets, qualify } from '../../../lib/core/loyalty/tiers.ts';
import { at } from '../shop.ts';
import { accountIn, did, happened, ledger, nobody, order, program, refund, text, told } from './club.ts';

const levels = [
  { id: 'silver', name: 'Silver', from: 100 },
  { id: 'gold', name: 'Gold', from: 200 },
];
const rolling = { tiers: { by: 'points', over: '12 months', levels } };
const yearly = { tiers: { by: 'points', over: 'calendar year', levels } };
const tierOf = (loyalty: Parameters<typeof accountIn>[0]) => {
  const { tier } = accountIn(loyalty);
  return tier && `${tier.id} ${text(tier.since)} ${text(tier.until)}`;
};
const changes = (loyalty: Parameters<typeof accountIn>[0]) => told(loyalty).filter((line) => line.startsWith('tier.changed'));

describe('a tier', () => {
  test('is reached at once, and told upwards', () => {
    const loyalty = happened(nobody(rolling), [order('2026-03-10T12:00Z', 99, 'o-1'), order('2026-03-11T12:00Z', 1, 'o-2')]);
    expect(tierOf(loyalty)).toBe('silver 2026-03-11T12:00 2027-03-12T00:00');
    expect(ledger(loyalty).at(-1)).toBe('tier 0/0 order.placed#a-o-2#tier');
    expect(loyalty.change.entries.at(-1)?.because).toBe('from none to silver: what qualifies is enough');
    expect(changes(loyalty)).toEqual(['tier.changed {"direction":"up","tier":"silver"}']);
    const gold = happened(loyalty, [order('2026-03-12T12:00Z', 100, 'o-3')]);
    expect(changes(gold).at(-1)).toBe('tier.changed {"direction":"up","tier":"gold","before":"silver"}');
    expect(gold.change.told.at(-1)).toMatchObject({ id: 'club#order.placed#a-o-3#tier', occurredAt: at('2026-03-12T12:00Z') });
  });

  test('may be passed over, and goes with the order that reached it', () => {
    const loyalty = happened(nobody(rolling), [order('2026-03-10T12:00Z', 250, 'o-1')]);
    expect(changes(loyalty)).toEqual(['tier.changed {"direction":"up","tier":"gold"}']);
    const less = happened(loyalty, [refund('2026-03-11T12:00Z', 50, 'o-1')]);
    expect(tierOf(less)).toBe(tierOf(loyalty));
    const back = happened(loyalty, [refund('2026-03-11T12:00Z', 200, 'o-1')]);
    expect(tierOf(back)).toBeNull();
    expect(changes(back).at(-1)).toBe('tier.changed {"direction":"down","tier":"none","before":"gold"}');
    expect(ledger(back).at(-1)).toMatch(/^tier 0\/0 order\.refunded#.*#tier$/);
    const again = happened(back, [order('2026-03-12T12:00Z', 60, 'o-2')]);
    expect(tierOf(again)).toBe('silver 2026-03-12T12:00 2027-03-13T00:00');
    expect(accountIn(again).qualifying.map(([, amount]) => amount)).toEqual([50, 60]);
  });

  test('by a refund she has the one before it, or what the rest reaches, from that day on', () => {
    const silver = order('2026-03-10T12:00Z', 100, 'o-1');
    const gold = order('2026-04-10T12:00Z', 150, 'o-2');
    const whole = refund('2026-05-10T12:00Z', 150, 'o-2');
    expect(tierOf(happened(nobody(rolling), [silver, gold, whole]))).toBe('silver 2026-03-10T12:00 2027-03-11T00:00');
    const part = happened(nobody(rolling), [order('2026-04-10T12:00Z', 250, 'o-2'), refund('2026-05-10T12:00Z', 150, 'o-2')]);
    expect(tierOf(part)).toBe('silver 2026-04-10T12:00 2027-04-10T23:00');
    // The rest reaches gold, too, only later.
    const later = happened(nobody(rolling), [silver, gold, order('2026-04-20T12:00Z', 100, 'o-3'), whole]);
    expect(tierOf(later)).toBe('gold 2026-04-19T23:00 2027-04-20T23:00');
  });

  test('a late order lifts her, and after that she falls to what she held', () => {
    const reached = [order('2026-02-10T12:00Z', 60, 'a'), order('2027-01-01T12:00Z', 50, 'b')];
    const loyalty = happened(nobody(rolling), reached);
    expect(tierOf(loyalty)).toBe('silver 2027-01-01T12:00 2028-01-02T00:00');
    const lifted = happened(loyalty, [order('2026-03-01T12:00Z', 100, 'late')], '2027-01-15T00:00Z');
    expect(tierOf(lifted)).toBe('gold 2026-03-01T12:00 2027-03-02T00:00');
    const fallen = settle(lifted, at('2027-03-02T00:00Z'));
    expect(tierOf(fallen)).toBe('silver 2027-01-01T12:00 2028-01-02T00:00');
    expect(changes(fallen).at(-1)).toBe('tier.changed {"direction":"down","tier":"silver","before":"gold"}');
  });

  test('by spend counts the totals of orders in the base currency, also where they earn nothing', () => {
    const bySpend = {
      earn: [{ id: 'r', activity: 'review.written', points: 500 }],
      tiers: {
        by: 'spend',
        over: '12 months',
        levels: [
          { id: 'silver', name: 'Silver', from: '100 GBP' },
          { id: 'gold', name: 'Gold', from: '200 EUR' },
        ],
      },
    };
    const loyalty = happened(nobody(bySpend), [order('2026-03-10T12:00Z', 99, 'o-1'), did('review.written', '2026-03-10T13:00Z')]);
    expect(tierOf(loyalty)).toBeNull();
    const euros = did('order.placed', '2026-03-11T12:00Z', { orderId: 'o-2', total: { amount: 200, currency: 'EUR' } });
    expect(tierOf(happened(loyalty, [euros]))).toMatch(/^silver/);
    const francs = did('order.placed', '2026-03-11T12:00Z', { orderId: 'o-2', total: { amount: 99_900, currency: 'CHF' } });
    expect(tierOf(happened(loyalty, [francs]))).toBeNull();
    const odd = did('order.placed', '2026-03-11T12:00Z', { orderId: 'o-2', total: { amount: -99_900, currency: 'GBP' } });
    expect(tierOf(happened(happened(loyalty, [odd]), [order('2026-03-12T12:00Z', 1, 'o-3')]))).toMatch(/^silver/);
    expect(tierOf(happened(loyalty, [order('2026-03-11T12:00Z', 61, 'o-2')]))).toMatch(/^gold/);
  });

  test('pending points qualify at once; what the order did not keep does not', () => {
    expect(tierOf(happened(nobody({ ...rolling, pending: '14 days' }), [order('2026-03-10T12:00Z', 100, 'o-1')]))).toMatch(/^silver/);
    const refunded = happened(nobody(rolling), [refund('2026-03-10T11:00Z', 1, 'o-1'), order('2026-03-10T12:00Z', 100, 'o-1')]);
    expect(tierOf(refunded)).toBeNull();
    expect(refunded.orders[0]).toMatchObject({ disqualified: 1 });
    expect(tierOf(happened(refunded, [order('2026-03-11T12:00Z', 1, 'o-2')]))).toMatch(/^silver/);
  });

  test('that asks for nothing is had from joining on, for ever, and untold', () => {
    const base = [{ id: 'member', name: 'Member', from: 0 }, ...levels];
    const loyalty = happened(nobody({ tiers: { by: 'points', over: '12 months', levels: base } }), [order('2026-03-10T12:00Z', 5, 'o-1')]);
    expect(tierOf(loyalty)).toBe('member 2026-03-10T12:00 never');
    expect(ledger(loyalty)).toContain('tier 0/0 order.placed#a-o-1#joined#tier');
    expect(loyalty.change.entries[1]?.because).toBe('from none to member: she joined');
    expect(changes(loyalty)).toEqual([]);
    const silver = happened(loyalty, [order('2026-03-11T12:00Z', 95, 'o-2')]);
    expect(changes(silver)).toEqual(['tier.changed {"direction":"up","tier":"silver","before":"member"}']);
    const down = settle(silver, at('2027-03-12T00:00Z'));
    expect(changes(down).at(-1)).toBe('tier.changed {"direction":"down","tier":"member","before":"silver"}');
    expect(tierOf(down)).toBe('member 2027-03-12T00:00 never');
    expect(accountIn(down).dueAt).toBeNull();
  });

  test('that the program no longer has is replaced by what is reached, and ends with its time', () => {
    const loyalty = happened(nobody(rolling), [order('2026-03-10T12:00Z', 250, 'o-1')]);
    const other = nobody({ tiers: { by: 'points', over: '12 months', levels: [{ id: 'star', name: 'Star', from: 300 }] } });
    const moved = { ...loyalty, programs: other.programs };
    expect(tierOf(happened(moved, [order('2026-03-11T12:00Z', 5, 'o-2')]))).toMatch(/^gold/);
    expect(tierOf(happened(moved, [order('2026-03-11T12:00Z', 50, 'o-2')]))).toMatch(/^star/);
    expect(tierOf(settle(moved, at('2027-03-11T00:00Z')))).toBeNull();
    expect(changes(settle(moved, at('2027-03-11T00:00Z'))).at(-1)).toBe('tier.changed {"direction":"down","tier":"none","before":"gold"}');
    const without = { ...loyalty, programs: nobody().programs };
    expect(tierOf(settle(without, at('2027-03-11T00:00Z')))).toBeNull();
    expect(changes(settle(without, at('2027-03-11T00:00Z'))).at(-1)).toBe(
      'tier.changed {"direction":"down","tier":"none","before":"gold"}',
    );
    expect(tierOf(happened(without, [order('2026-03-11T12:00Z', 50, 'o-2')]))).toMatch(/^gold/);
  });
});

describe('over a duration', () => {
  const start = order('2026-03-10T12:00Z', 200, 'o-1');

  test('it holds so long from the day on which it was reached, and is looked at then', () => {
    const loyalty = happened(nobody(rolling), [start]);
    expect(accountIn(loyalty).dueAt).toBe(at('2027-03-11T00:00Z'));
    const kept = settle(happened(loyalty, [order('2026-10-10T12:00Z', 200, 'o-2')]), at('2027-03-11T00:00Z'));
    expect(tierOf(kept)).toBe('gold 2026-03-10T12:00 2028-03-11T00:00');
    expect(changes(kept)).toHaveLength(1);
    const lower = settle(happened(loyalty, [order('2026-10-10T12:00Z', 100, 'o-2')]), at('2027-03-11T00:00Z'));
    expect(tierOf(lower)).toBe('silver 2027-03-11T00:00 2028-03-11T00:00');
    expect(ledger(lower).at(-1)).toBe('tier 0/0 tier#2027-03-11T00:00:00.000Z');
    expect(lower.change.entries.at(-1)?.because).toBe('from gold to silver: what qualified in the time that is over');
    expect(changes(lower).at(-1)).toBe('tier.changed {"direction":"down","tier":"silver","before":"gold"}');
    const none = settle(loyalty, at('2030-01-01T00:00Z'));
    expect(tierOf(none)).toBeNull();
    expect(accountIn(none).settledAt).toBe(at('2027-03-11T00:00Z'));
  });

  test('what is older than the window does not help upwards', () => {
    const half = happened(nobody(rolling), [order('2026-03-10T12:00Z', 60, 'o-1')]);
    expect(tierOf(happened(half, [order('2027-03-09T12:00Z', 40, 'o-2')]))).toMatch(/^silver/);
    expect(tierOf(happened(half, [order('2027-03-10T12:00Z', 40, 'o-2')]))).toBeNull();
  });

  test('in the grace it holds on, and what comes in it counts', () => {
    const graceful = nobody({ tiers: { ...rolling.tiers, grace: '1 month' } });
    const loyalty = happened(graceful, [start, order('2026-10-10T12:00Z', 100, 'o-2')]);
    const looked = settle(loyalty, at('2027-03-11T00:00Z'));
    expect(tierOf(looked)).toBe('gold 2026-03-10T12:00 2027-03-11T00:00');
    expect(accountIn(looked).dueAt).toBe(at('2027-04-10T23:00Z'));
    const lower = settle(looked, at('2027-04-10T23:00Z'));
    expect(tierOf(lower)).toBe('silver 2027-04-10T23:00 2028-03-11T00:00');
    const saved = settle(happened(looked, [order('2027-03-20T12:00Z', 100, 'o-3')]), at('2027-04-10T23:00Z'));
    expect(tierOf(saved)).toBe('gold 2026-03-10T12:00 2028-04-11T23:00');
    const kept = settle(happened(loyalty, [order('2026-11-10T12:00Z', 100, 'o-3')]), at('2027-03-11T00:00Z'));
    expect(tierOf(kept)).toBe('gold 2026-03-10T12:00 2028-03-11T00:00');
  });

  test('shorter than a day it still moves on', () => {
    const quick = nobody({ tiers: { by: 'points', over: '1 hour', levels } });
    const loyalty = settle(happened(quick, [start]), at('2026-03-20T00:00Z'));
    expect(tierOf(loyalty)).toBeNull();
  });
});

describe('over calendar years', () => {
  test('it holds until the year after the one in which it was reached ends', () => {
    const loyalty = happened(nobody(yearly), [order('2026-12-30T12:00Z', 200, 'o-1')]);
    expect(tierOf(loyalty)).toBe('gold 2026-12-30T12:00 2028-01-01T00:00');
    expect(tierOf(settle(loyalty, at('2028-01-01T00:00Z')))).toBeNull();
    const kept = settle(happened(loyalty, [order('2027-02-01T12:00Z', 200, 'o-2')]), at('2028-01-01T00:00Z'));
    expect(tierOf(kept)).toBe('gold 2026-12-30T12:00 2029-01-01T00:00');
    const lower = settle(happened(loyalty, [order('2027-12-31T12:00Z', 100, 'o-2')]), at('2028-01-01T00:00Z'));
    expect(tierOf(lower)).toBe('silver 2028-01-01T00:00 2029-01-01T00:00');
  });

  test('only what is of the year counts upwards, and an order told late counts for its own year', () => {
    const half = happened(nobody(yearly), [order('2026-12-30T12:00Z', 60, 'o-1')]);
    expect(tierOf(happened(half, [order('2027-01-01T00:00Z', 60, 'o-2')]))).toBeNull();
    const late = happened(half, [order('2026-12-31T12:00Z', 60, 'o-2')], '2027-01-03T12:00Z');
    expect(tierOf(late)).toBe('silver 2026-12-31T12:00 2028-01-01T00:00');
    const forgotten = happened(half, [order('2026-12-31T12:00Z', 60, 'o-2')], '2028-01-03T12:00Z');
    expect(tierOf(forgotten)).toBeNull();
  });

  test('years are those of the brand', () => {
    const london = happened(nobody(yearly), [order('2026-07-01T12:00Z', 60, 'o-1'), order('2026-12-31T23:59Z', 40, 'o-2')]);
    expect(tierOf(london)).toMatch(/^silver/);
  });

  test('in the grace the new year counts as well', () => {
    const graceful = nobody({ tiers: { ...yearly.tiers, grace: '3 months' } });
    const loyalty = happened(graceful, [order('2026-03-10T12:00Z', 200, 'o-1'), order('2027-03-10T12:00Z', 100, 'o-2')]);
    const looked = settle(loyalty, at('2028-01-01T00:00Z'));
    expect(tierOf(looked)).toMatch(/^gold/);
    expect(text(accountIn(looked).dueAt)).toBe('2028-03-31T23:00');
    expect(tierOf(settle(looked, at('2028-03-31T23:00Z')))).toBe('silver 2028-03-31T23:00 2029-01-01T00:00');
    const saved = settle(happened(looked, [order('2028-02-10T12:00Z', 200, 'o-3')]), at('2028-03-31T23:00Z'));
    expect(tierOf(saved)).toBe('gold 2026-03-10T12:00 2030-01-01T00:00');
  });
});

describe('what is remembered for it', () => {
  const day = (date: string) => Date.parse(date) / 86_400_000;

  test('by day, in order, none of nothing', () => {
    expect(qualify([[20, 5]], 10, 3)).toEqual([
      [10, 3],
      [20, 5],
    ]);
    expect(
      qualify(
        [
          [10, 3],
          [20, 5],
        ],
        20,
        2,
      ),
    ).toEqual([
      [10, 3],
      [20, 7],
    ]);
    expect(qualify([[10, 3]], 20, 0)).toEqual([[10, 3]]);
  });

  test('beyond ninety days the older ones are kept by month', () => {
    const first = day('2026-01-01');
    let buckets = Array.from({ length: 0 }, (): [number, number] => [0, 0]);
    for (let n = 0; n < 100; n += 1) buckets = qualify(buckets, first + n, 1);
    expect(buckets).toHaveLength(mostBuckets);
    expect(buckets[0]).toEqual([day('2026-01-11'), 11]);
    expect(buckets[1]).toEqual([day('2026-01-12'), 1]);
    expect(buckets.reduce((sum, [, amount]) => sum + amount, 0)).toBe(100);
    expect(disqualify(buckets, day('2026-01-05'), 4)[0]).toEqual([day('2026-01-11'), 7]);
  });

  test('where every month has one already, the oldest is forgotten', () => {
    const months = Array.from({ length: mostBuckets }, (_, n): [number, number] => [
      day(new Date(Date.UTC(2015, n, 15)).toISOString().slice(0, 10)),
      1,
    ]);
    const buckets = qualify(months, day('2026-01-15'), 5);
    expect(buckets).toHaveLength(mostBuckets);
    expect(buckets[0]).toEqual(months[1]);
    expect(buckets.at(-1)).toEqual([day('2026-01-15'), 5]);
  });

  test('taken from its day, never below nothing, and from no other month', () => {
    const buckets: [number, number][] = [
      [day('2026-01-10'), 5],
      [day('2026-02-10'), 5],
    ];
    expect(disqualify(buckets, day('2026-02-10'), 3)).toEqual([
      [day('2026-01-10'), 5],
      [day('2026-02-10'), 2],
    ]);
    expect(disqualify(buckets, day('2026-01-10'), 9)).toEqual([[day('2026-02-10'), 5]]);
    expect(disqualify(buckets, day('2026-01-11'), 3)).toEqual(buckets);
    const both: [number, number][] = [
      [day('2026-01-10'), 5],
      [day('2026-01-20'), 5],
    ];
    expect(disqualify(both, day('2026-01-20'), 3)).toEqual([
      [day('2026-01-10'), 5],
      [day('2026-01-20'), 2],
    ]);
  });

  test('what lies before the period that ends with her tier is forgotten', () => {
    const buckets: [number, number][] = [
      [day('2024-12-31'), 1],
      [day('2025-01-01'), 2],
      [day('2025-03-09'), 3],
      [day('2025-03-10'), 4],
    ];
    const now = at('2026-03-10T12:00Z');
    const of = (more: object) => ({ tiers: program(more).tiers!, zone: 'Europe/London' });
    expect(forgetOld(buckets, { tier: null, now }, of(rolling))).toEqual(buckets.slice(3));
    expect(forgetOld(buckets, { tier: null, now }, of(yearly))).toEqual(buckets.slice(1));
    const tier = { id: 'gold', since: 0, until: at('2026-03-09T12:00Z') };
    expect(forgetOld(buckets, { tier, now }, of(rolling))).toEqual(buckets.slice(2));
    expect(forgetOld(buckets, { tier: { ...tier, until: at('2027-01-01T00:00Z') }, now }, of(rolling))).toEqual(buckets.slice(3));
  });

  test('the refund of a forgotten day takes nothing of another day of its month', () => {
    const early = order('2026-01-05T10:00Z', 60, 'a');
    const loyalty = happened(nobody(rolling), [early, order('2026-01-20T10:00Z', 30, 'b'), order('2027-01-10T10:00Z', 1, 'c')]);
    const refunded = happened(loyalty, [refund('2027-01-11T10:00Z', 60, 'a')]);
    expect(accountIn(refunded).qualifying).toEqual([
      [day('2026-01-20'), 30],
      [day('2027-01-10'), 1],
    ]);
  });

  test('an account forgets as it goes on', () => {
    const loyalty = happened(nobody(rolling), [order('2024-03-10T12:00Z', 5, 'o-1'), order('2026-03-10T12:00Z', 6, 'o-2')]);
    expect(accountIn(loyalty).qualifying).toEqual([[day('2026-03-10'), 6]]);
  });
});
