import { describe, expect, test } from 'vitest';
import { creditActivity } from '../../../lib/core/loyalty/credit.ts';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { reservePoints } from '../../../lib/core/loyalty/spend.ts';
import { at } from '../shop.ts';
import { about, accountIn, did, happened, ledger, lotsOf, nobody, order, refund, standing, sum } from './club.ts';

const first = order('2026-03-10T12:00Z', 30, 'o-1');
const second = order('2026-03-11T12:00Z', 50, 'o-2');
const whole = refund('2026-03-12T12:00Z', 30, 'o-1', 'r-1');
const mug = { rewards: [{ id: 'mug', name: 'Mug', points: 60 }] };

describe('a refund', () => {
  test('takes back what the order earned', () => {
    const loyalty = happened(nobody(), [first, whole]);
    expect(standing(loyalty)).toEqual({ balance: 0, pending: 0 });
    expect(ledger(loyalty).at(-1)).toBe('taken-back -30/0 order.refunded#r-1');
    expect(loyalty.change.entries.at(-1)).toMatchObject({
      because: 'a refund of order o-1: it earned 30, of which 30 are taken back',
      occurredAt: at('2026-03-12T12:00Z'),
      lots: [{ points: 30 }],
    });
    expect(loyalty.orders).toMatchObject([{ order: 'o-1', refunded: { GBP: 3000 }, takenBack: 30, earned: { points: 30 } }]);
    expect(accountIn(loyalty).sums.takenBack).toBe(30);
    expect(accountIn(loyalty).settledAt).toBe(at('2026-03-12T12:00Z'));
    expect(happened(loyalty, [whole])).toBe(loyalty);
  });

  test('of a part takes back a part; what is kept is rounded as the program rounds', () => {
    const third = refund('2026-03-12T12:00Z', 10.5, 'o-1', 'r-1');
    expect(standing(happened(nobody(), [first, third])).balance).toBe(19);
    expect(standing(happened(nobody({ rounding: 'up' }), [first, third])).balance).toBe(20);
    expect(standing(happened(nobody({ rounding: 'nearest' }), [first, refund('2026-03-12T12:00Z', 10.6, 'o-1')])).balance).toBe(19);
    expect(standing(happened(nobody({ rounding: 'nearest' }), [first, refund('2026-03-12T12:00Z', 10.4, 'o-1')])).balance).toBe(20);
  });

  test('of a part leaves what an order of the rest earns, whatever the rounding', () => {
    for (const rounding of ['down', 'nearest', 'up']) {
      const club = nobody({ rounding });
      const penny = happened(club, [order('2026-03-10T12:00Z', 10.99, 'o-1'), refund('2026-03-12T12:00Z', 0.01, 'o-1')]);
      expect(standing(penny)).toEqual(standing(happened(club, [order('2026-03-10T12:00Z', 10.98, 'o-1')])));
      const bit = happened(club, [order('2026-03-10T12:00Z', 10.01, 'o-1'), refund('2026-03-12T12:00Z', 0.01, 'o-1')]);
      expect(standing(bit)).toEqual(standing(happened(club, [order('2026-03-10T12:00Z', 10, 'o-1')])));
    }
  });

  test('parts in any order, and more than was paid, take back no more than was earned', () => {
    const parts = [refund('2026-03-12T12:00Z', 9.99, 'o-1', 'r-1'), refund('2026-03-13T12:00Z', 0.02, 'o-1', 'r-2')];
    expect(standing(happened(nobody(), [first, ...parts])).balance).toBe(19);
    expect(standing(happened(nobody(), [first, ...[...parts].reverse()])).balance).toBe(19);
    expect(standing(happened(nobody(), [first, ...parts, refund('2026-03-14T12:00Z', 99, 'o-1')])).balance).toBe(0);
    expect(standing(happened(nobody(), [first, whole, refund('2026-03-14T12:00Z', 30, 'o-1')])).balance).toBe(0);
  });

  test('that comes before its order waits for it', () => {
    const member = happened(nobody(), [second]);
    const early = happened(member, [whole]);
    expect(standing(early).balance).toBe(50);
    expect(ledger(early).at(-1)).toBe('taken-back 0/0 order.refunded#r-1');
    expect(early.change.entries.at(-1)?.because).toBe('a refund of order o-1, which has not earned anything yet');
    const loyalty = happened(early, [first], '2026-03-13T12:00Z');
    expect(ledger(loyalty).slice(-2)).toEqual(['earned 30/0 order.placed#a-o-1', 'taken-back -30/0 order.placed#a-o-1#refunded']);
    expect(standing(loyalty).balance).toBe(50);
  });

  test('that comes before she is a member waits, too', () => {
    const early = happened(nobody(), [refund('2026-03-12T12:00Z', 10, 'o-1')]);
    expect(early.accounts).toEqual([]);
    expect(early.change.orders).toEqual([{ program: 'club', order: 'o-1', refunded: { GBP: 1000 }, takenBack: 0, disqualified: 0 }]);
    expect(standing(happened(early, [first], '2026-03-13T12:00Z')).balance).toBe(20);
  });

  test('of pending points takes them from what is pending', () => {
    const club = nobody({ pending: '14 days' });
    const loyalty = happened(club, [first, second, refund('2026-03-12T12:00Z', 10, 'o-1')]);
    expect(standing(loyalty)).toEqual({ balance: 0, pending: 70 });
    expect(accountIn(loyalty).pending.map(({ points }) => points)).toEqual([20, 50]);
    expect(ledger(loyalty).at(-1)).toMatch(/^taken-back 0\/-10 /);
    const released = settle(loyalty, at('2026-03-24T12:00Z'));
    const rest = happened(released, [refund('2026-03-24T13:00Z', 20, 'o-1')]);
    expect(standing(rest)).toEqual({ balance: 0, pending: 50 });
  });

  test('of an order with two windows takes those first that come last', () => {
    const earn = [
      { id: 'now', activity: 'order.placed', points: 1, per: '1 GBP' },
      { id: 'later', activity: 'order.placed', points: 1, per: '1 GBP', pending: '30 days' },
    ];
    const loyalty = happened(nobody({ earn }), [first]);
    const steps = [15, 25, 30].map((pounds) => standing(happened(loyalty, [refund('2026-03-12T12:00Z', pounds, 'o-1')])));
    expect(steps).toEqual([
      { balance: 30, pending: 0 },
      { balance: 10, pending: 0 },
      { balance: 0, pending: 0 },
    ]);
    const inParts = happened(
      loyalty,
      [10, 10, 5].map((pounds, part) => refund('2026-03-12T12:00Z', pounds, 'o-1', `r-${part}`)),
    );
    expect(standing(inParts)).toEqual({ balance: 10, pending: 0 });
    expect(inParts.change.entries.at(-1)).toMatchObject({ points: -10, pending: 0 });
  });

  test('takes the own lot first, then those that end first, and what was spent is owed and paid by later orders', () => {
    const club = nobody({ expiry: { after: '1 month' }, ...mug });
    const both = happened(club, [first, second]);
    expect(lotsOf(happened(both, [refund('2026-03-12T12:00Z', 50, 'o-2')]))).toEqual(['30 2026-04-10T23:00']);
    const spent = reservePoints(both, { program: 'club', key: 'k', reward: 'mug', at: at('2026-03-12T12:00Z') }, at('2026-03-12T12:00Z'));
    if ('refused' in spent) throw new Error(spent.refused);
    const loyalty = happened(spent.loyalty, [refund('2026-03-13T12:00Z', 50, 'o-2')]);
    expect(standing(loyalty).balance).toBe(-30);
    expect(accountIn(loyalty)).toMatchObject({ owed: 30, lots: [], dueAt: null });
    const paid = happened(loyalty, [order('2026-03-14T12:00Z', 20, 'o-3'), order('2026-03-15T12:00Z', 20, 'o-4')]);
    expect(lotsOf(paid)).toEqual(['10 2026-04-15T23:00']);
    expect(standing(paid).balance).toBe(10);
    expect(paid.change.entries.at(-1)).toMatchObject({ points: 20, lots: [{ points: 10 }] });
  });

  test('does not take back points whose time is over', () => {
    const club = nobody({ expiry: { after: '1 month' } });
    const late = happened(club, [first, second, refund('2026-04-11T12:00Z', 30, 'o-1')]);
    expect(standing(late).balance).toBe(50);
    expect(ledger(late).at(-1)).toMatch(/^taken-back 0\/0 /);
    const half = happened(club, [first, refund('2026-03-12T12:00Z', 15, 'o-1', 'r-1'), refund('2026-05-11T12:00Z', 15, 'o-1', 'r-2')]);
    expect(accountIn(half)).toMatchObject({ owed: 0, lots: [] });
  });

  test('nor points that slid away', () => {
    const club = nobody({ expiry: { idle: '1 month' } });
    expect(accountIn(happened(club, [first, refund('2026-06-01T12:00Z', 30, 'o-1')])).owed).toBe(0);
    expect(standing(happened(club, [first, refund('2026-04-01T12:00Z', 10, 'o-1')])).balance).toBe(20);
    // Alive by another order: they are still there.
    const alive = [first, order('2026-04-05T12:00Z', 5, 'o-2'), refund('2026-04-25T12:00Z', 30, 'o-1')];
    expect(standing(happened(club, alive)).balance).toBe(5);
    // All gone, and then she had none that slide: spent, not slid away, shortly before.
    const spent = reservePoints(
      happened(nobody({ expiry: { idle: '1 month' }, ...mug }), [first, second]),
      { program: 'club', key: 'k', reward: 'mug', at: second.occurredAt },
      second.occurredAt,
    );
    if ('refused' in spent) throw new Error(spent.refused);
    expect(standing(happened(spent.loyalty, [whole])).balance).toBe(-10);
  });

  test('in another currency is converted; without a rate it cannot be compared', () => {
    expect(standing(happened(nobody(), [first, refund('2026-03-12T12:00Z', 18.75, 'o-1', 'r', 'EUR')])).balance).toBe(15);
    expect(standing(happened(nobody(), [first, refund('2026-03-12T12:00Z', 15, 'o-1', 'r', 'CHF')])).balance).toBe(30);
    const both = [refund('2026-03-12T12:00Z', 18.75, 'o-1', 'r', 'EUR'), refund('2026-03-12T12:00Z', 15, 'o-1', 'r-2')];
    const loyalty = happened(nobody(), [first, ...[...both].reverse()]);
    expect(standing(loyalty).balance).toBe(0);
    expect(Object.entries(loyalty.orders[0]?.refunded ?? {})).toEqual([
      ['EUR', 1875],
      ['GBP', 1500],
    ]);
  });

  test('of an order without a total, or with a total of nothing, takes back everything', () => {
    const each = nobody({ earn: [{ id: 'each', activity: 'order.placed', points: 40 }] });
    const bare = did('order.placed', '2026-03-10T12:00Z', { orderId: 'o-1' });
    expect(standing(happened(each, [bare])).balance).toBe(40);
    expect(standing(happened(each, [bare, refund('2026-03-12T12:00Z', 1, 'o-1')])).balance).toBe(0);
    expect(standing(happened(each, [order('2026-03-10T12:00Z', 0, 'o-1')])).balance).toBe(40);
    expect(standing(happened(each, [order('2026-03-10T12:00Z', 0, 'o-1'), refund('2026-03-12T12:00Z', 1, 'o-1')])).balance).toBe(0);
  });

  test('without a rate leaves a line of nothing, and leaves what else was refunded as it is', () => {
    const francs = happened(nobody(), [first, refund('2026-03-12T12:00Z', 15, 'o-1', 'r', 'CHF')]);
    expect(francs.change.entries.at(-1)).toMatchObject({ points: 0, pending: 0, lots: [] });
    expect(francs.orders[0]).toMatchObject({ takenBack: 0, disqualified: 0 });
    const because = ({ change }: typeof francs) => change.entries.at(-1)?.because;
    expect(because(francs)).toBe(
      'a refund of order o-1: it earned 30, of which 0 are taken back; what was refunded in CHF takes nothing back: the settings have no rate for CHF',
    );
    const euros = refund('2026-03-12T13:00Z', 1, 'o-1', 'e', 'EUR');
    expect(because(happened(francs, [euros]))).toMatch(/refunded in CHF takes nothing back: the settings have no rate for CHF$/);
    expect(because(happened(nobody(), [first, euros]))).toMatch(/are taken back$/);
    const more = happened(francs, [refund('2026-03-13T12:00Z', 15, 'o-1', 'r-2')]);
    expect(standing(more).balance).toBe(15);
    const paidInFrancs = did('order.placed', '2026-03-10T12:00Z', { orderId: 'o-1', total: { amount: 3000, currency: 'CHF' } });
    const each = nobody({ earn: [{ id: 'each', activity: 'order.placed', points: 40 }] });
    const pounds = happened(each, [paidInFrancs, refund('2026-03-12T12:00Z', 15, 'o-1')]);
    expect(standing(pounds).balance).toBe(40);
    expect(because(pounds)).toMatch(/refunded in GBP takes nothing back: the settings have no rate for CHF$/);
    expect(standing(happened(each, [paidInFrancs, refund('2026-03-12T12:00Z', 15, 'o-1', 'r', 'CHF')])).balance).toBe(20);
    const nearlyNothing = did('order.placed', '2026-03-10T12:00Z', { orderId: 'o-1', total: { amount: 1, currency: 'JPY' } });
    const loyalty = happened(nobody({ earn: [{ id: 'each', activity: 'order.placed', points: 40 }] }), [nearlyNothing]);
    expect(standing(happened(loyalty, [refund('2026-03-12T12:00Z', 1, 'o-1')])).balance).toBe(0);
  });

  test('what no longer qualifies is taken once, part by part', () => {
    const tiers = { by: 'points', over: '12 months', levels: [{ id: 'silver', name: 'Silver', from: 500 }] };
    const parts = [10, 5, 15, 5].map((pounds, part) => refund('2026-03-12T12:00Z', pounds, 'o-1', `r-${part}`));
    const steps = parts.map((_, index) => happened(nobody({ tiers }), [first, second, ...parts.slice(0, index + 1)]));
    expect(steps.map((step) => sum(accountIn(step).qualifying.map(([, points]) => ({ points }))))).toEqual([70, 65, 50, 50]);
    expect(steps.map(({ orders }) => orders[0]?.disqualified)).toEqual([10, 15, 30, 30]);
    expect(steps.map(({ orders }) => orders[0]?.takenBack)).toEqual([10, 15, 30, 30]);
    expect(steps.map((step) => accountIn(step).sums.takenBack)).toEqual([10, 15, 30, 30]);
  });

  test('in the moment in which points end takes nothing, a moment before it does', () => {
    const club = nobody({ expiry: { after: '1 month' } });
    const late = (when: string) => accountIn(happened(happened(club, [first, second]), [refund(when, 30, 'o-1')])).sums.takenBack;
    expect(late('2026-04-10T22:59:59.999Z')).toBe(30);
    expect(late('2026-04-10T23:00Z')).toBe(0);
  });

  test('in the moment in which the window closes takes from what can be spent', () => {
    const loyalty = happened(nobody({ pending: '14 days' }), [first, refund('2026-03-24T12:00Z', 10, 'o-1')]);
    expect(loyalty.change.entries.at(-1)).toMatchObject({ points: -10, pending: 0 });
  });

  test('that names no order, or gives nothing back, changes nothing', () => {
    const member = happened(nobody(), [first]);
    const empty = [
      did('order.refunded', '2026-03-12T12:00Z', { amount: { amount: 3000, currency: 'GBP' } }),
      did('order.refunded', '2026-03-12T12:00Z', { orderId: 'o-1' }),
      refund('2026-03-12T12:00Z', 0, 'o-1'),
      refund('2026-03-12T12:00Z', -5, 'o-1'),
    ];
    for (const one of empty) expect(creditActivity(member, one, about('2026-03-12T12:00Z'))).toBe(member);
  });

  test('the order of the same name in another program is another', () => {
    const two = nobody();
    const both = { ...two, programs: [...two.programs, ...nobody({ id: 'second' }).programs] };
    const loyalty = happened(both, [first, whole]);
    expect(loyalty.accounts.map(({ lots }) => sum(lots))).toEqual([0, 0]);
    expect(loyalty.orders.map(({ program, takenBack }) => [program, takenBack])).toEqual([
      ['club', 30],
      ['second', 30],
    ]);
  });
});
