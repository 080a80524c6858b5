import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProfile, foldActivity, type Profile } from '../../../lib/core/customer.ts';
import { paretoOf } from '../../../lib/core/scoring/pareto.ts';
import { purchasesOf } from '../../../lib/core/scoring/purchases-of.ts';
import { rfmMethods, rfmOf } from '../../../lib/core/scoring/rfm.ts';
import { emptyTally, mergedTallies, type ShopTally, tallyOf } from '../../../lib/core/scoring/shop-tally.ts';
import { figuresOf } from '../../../lib/core/scoring/tallied-figures.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 2, 3);
const rates = { base: 'GBP', toBase: {} };
const counting = { now, rates, zone: 'Europe/London' };

interface Bought {
  ago: number;
  amount: number;
  hour: number;
}

function customer(id: string, orders: Bought[], currency = 'GBP'): Profile {
  return orders.reduce<Profile>((profile, { ago, amount, hour }, index) => {
    const occurredAt = Math.floor(now / day) * day - ago * day + hour * 3_600_000;
    const data = { orderId: `${id}-${index}`, total: { amount, currency } };
    return foldActivity(profile, { id: `${id}-${index}`, type: 'order.placed', customer: id, occurredAt, data }, rates);
  }, emptyProfile(id));
}

const shop = fc
  .array(
    fc.array(
      fc.record({
        ago: fc.integer({ min: 1, max: 700 }),
        amount: fc.integer({ min: 0, max: 90_000 }),
        hour: fc.integer({ min: 0, max: 23 }),
      }),
      {
        maxLength: 6,
      },
    ),
    { maxLength: 30 },
  )
  .map((customers) => customers.map((orders, index) => customer(`c${index}`, orders)));

describe('the tally of a shop', () => {
  it('is the same however the customers are cut into parts, and in whatever order these come', () => {
    fc.assert(
      fc.property(shop, fc.array(fc.nat({ max: 3 }), { minLength: 30, maxLength: 30 }), fc.boolean(), (profiles, places, turned) => {
        const parts = [0, 1, 2, 3].map((part) =>
          tallyOf(
            profiles.filter((_, index) => places[index] === part),
            counting,
          ),
        );
        const together = mergedTallies(turned ? parts.toReversed() : parts);
        expect(figuresOf(together, counting)).toEqual(figuresOf(tallyOf(profiles, counting), counting));
        expect(mergedTallies([together, emptyTally()])).toEqual(together);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the exact cuts of recency and frequency, and those of money and the value classes to 1 %', () => {
    const profiles = Array.from({ length: 400 }, (_, index) =>
      customer(
        `c${index}`,
        Array.from({ length: 1 + (index % 7) }, (_, n) => ({
          ago: 1 + ((index * 31 + n * 57) % 600),
          amount: 500 + ((index * 7919) % 40_000),
          hour: 11,
        })),
      ),
    );
    const purchases = profiles.map((profile) => purchasesOf(profile, rates));
    const { cuts, value, buyers, repeatBuyers } = figuresOf(tallyOf(profiles, counting), counting);
    const exact = rfmMethods['value-cuts'].cuts(purchases.flatMap((one) => rfmOf(one, Math.floor(now / day)) ?? []));
    expect([cuts?.recency, cuts?.frequency]).toEqual([exact.recency, exact.frequency]);
    for (const [index, cut] of exact.monetary.entries()) expect((cuts?.monetary[index] ?? 0) / cut).toBeCloseTo(1, 1.7);
    const { thresholds } = paretoOf(purchases);
    expect((value?.a ?? 0) / (thresholds?.a ?? 1)).toBeCloseTo(1, 1.7);
    expect([buyers, repeatBuyers]).toEqual([400, purchases.filter(({ firstDay, lastDay }) => firstDay !== lastDay).length]);
  });

  it('tells the hours of the shop in the local time of each customer', () => {
    const abroad = { ...customer('a', [{ ago: 3, amount: 100, hour: 12 }]), attributes: { zone: 'Asia/Tokyo' } };
    const { hours } = figuresOf(tallyOf([abroad, customer('b', [{ ago: 3, amount: 100, hour: 12 }])], counting), counting);
    expect(hours?.map((share, hour) => [hour, share]).filter(([, share]) => share !== 0)).toEqual([
      [12, 0.5],
      [21, 0.5],
    ]);
  });

  it('of nobody, and of those who never bought, says nothing of classes', () => {
    for (const profiles of [[], [emptyProfile('a')]]) {
      const { cuts, value, hours, models } = figuresOf(tallyOf(profiles, counting), counting);
      expect([cuts, value, hours]).toEqual([undefined, undefined, undefined]);
      expect(models['mbg-nbd']).toMatchObject({ status: 'refused' });
    }
  });

  it('leaves money without a rate out of the money, and counts its order', () => {
    const { buyers, cuts } = figuresOf(tallyOf([customer('a', [{ ago: 3, amount: 100, hour: 12 }], 'CHF')], counting), counting);
    expect([buyers, cuts?.frequency, cuts?.monetary]).toEqual([1, [1, 1, 1, 1], []]);
  });

  it('chooses a rule of lapse and keeps it for four weeks, whatever the next nights find', () => {
    const tally = tallyOf([customer('a', [{ ago: 300, amount: 900, hour: 12 }])], counting);
    const first = figuresOf(tally, counting);
    expect(first.lapse?.since).toBe(now);
    const kept = { ...first, lapse: { rule: 'silence' as const, threshold: 0.1, since: now } };
    const later = (days: number) => figuresOf(tally, { ...counting, now: now + days * day }, kept).lapse;
    expect(later(27)).toEqual(kept.lapse);
    expect(later(28)).toMatchObject({ rule: first.lapse?.rule, since: now + 28 * day });
    expect(figuresOf(emptyTally(), counting).lapse).toBeUndefined();
  });

  it('stays an item of a table, whoever orders however often', () => {
    const busy = (index: number) =>
      customer(
        `a-customer-whose-id-is-as-long-as-an-id-may-be-${String(index).padStart(78, '0')}`,
        Array.from({ length: 64 }, (_, n) => ({ ago: 1 + n * 11, amount: 100_000 + n * 977 * (index + 1), hour: n % 24 })),
      );
    const parts: ShopTally[] = [];
    for (let part = 0; part < 8; part++)
      parts.push(
        tallyOf(
          Array.from({ length: 60 }, (_, index) => busy(part * 60 + index)),
          counting,
        ),
      );
    expect(JSON.stringify(mergedTallies(parts)).length).toBeLessThan(300_000);
  });
});
