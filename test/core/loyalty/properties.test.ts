import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import { emptyProfile } from '../../../lib/core/customer.ts';
import type { Account } from '../../../lib/core/loyalty/account.ts';
import { creditActivity } from '../../../lib/core/loyalty/credit.ts';
import { nextDue } from '../../../lib/core/loyalty/due.ts';
import { grantPoints } from '../../../lib/core/loyalty/grant.ts';
import { mostLots } from '../../../lib/core/loyalty/lots.ts';
import type { Loyalty } from '../../../lib/core/loyalty/loyalty.ts';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { reservePoints, returnPoints } from '../../../lib/core/loyalty/spend.ts';
import { mostBuckets, placeOf } from '../../../lib/core/loyalty/tiers.ts';
import { at } from '../shop.ts';
import { nobody, sum } from './club.ts';

const start = at('2026-01-01T00:00Z');
const hour = 3_600_000;
const levels = [
  { id: 'base', name: 'Base', from: 0 },
  { id: 'silver', name: 'Silver', from: 80 },
  { id: 'gold', name: 'Gold', from: 250 },
];
const perPound = { id: 'per-pound', activity: 'order.placed', points: 1, per: '1 GBP' };

const clubs = fc.record({
  earn: fc.constantFrom([perPound], [perPound, { id: 'each', activity: 'order.placed', points: 7, pending: '30 days' }]),
  rounding: fc.constantFrom('down', 'nearest', 'up'),
  pending: fc.constantFrom(undefined, '14 days', '6 hours'),
  expiry: fc.constantFrom(
    undefined,
    { after: '20 days' },
    { after: '2 months', round: 'month' },
    { each: '03-31', grace: '1 month' },
    { idle: '30 days' },
  ),
  remind: fc.constantFrom([], ['7 days'], ['30 days', '1 day']),
  tiers: fc.constantFrom(
    undefined,
    { by: 'points', over: '2 months', levels },
    { by: 'spend', over: 'calendar year', grace: '1 month', levels: levels.map((level) => ({ ...level, from: `${level.from} GBP` })) },
  ),
  multiply: fc.constantFrom([], [{ id: 'gold', by: 1.5, tiers: ['gold'] }]),
  join: fc.constantFrom({ activity: 'order.placed' }, { activity: 'order.placed', lasts: '3 months' }),
  redemptions: fc.constantFrom(undefined, { atMost: 3, per: '10 days' }),
  rewards: fc.constant([
    { id: 'pen', name: 'Pen', points: 10 },
    { id: 'mug', name: 'Mug', points: 60, perCustomer: { atMost: 2 } },
  ]),
});

type Step =
  | { does: 'order' | 'refund'; n: number; amount: number; back: number; id: number }
  | { does: 'reserve'; key: number; reward: string }
  | { does: 'return'; key: number }
  | { does: 'grant'; points: number; id: number }
  | { does: 'settle' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('order' as const, 'refund' as const),
      n: fc.nat(6),
      amount: fc.integer({ min: 0, max: 12_000 }),
      back: fc.nat(24 * 60),
      id: fc.nat(40),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('reserve' as const), key: fc.nat(6), reward: fc.constantFrom('pen', 'mug') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('return' as const), key: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('grant' as const), points: fc.integer({ min: -50, max: 100 }), id: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('settle' as const) }) },
);
const lives = fc.record({ club: clubs, steps: fc.array(fc.record({ step, after: fc.nat(24 * 40) }), { maxLength: 30 }) });

function live(loyalty: Loyalty, what: Step, now: number): Loyalty {
  if (what.does === 'settle') return settle(loyalty, now);
  if ('amount' in what) return creditActivity(loyalty, activityOf(what, now - what.back * hour), aboutAt(now));
  if (what.does === 'grant') {
    const granted = grantPoints(
      loyalty,
      { program: 'club', id: `g-${what.id}`, points: what.points, at: now, because: 'x', by: 'anna' },
      now,
    );
    return 'refused' in granted ? loyalty : granted;
  }
  if (what.does === 'reserve') {
    const found = reservePoints(loyalty, { program: 'club', key: `${what.key}`, reward: what.reward, at: now }, now);
    return 'refused' in found ? loyalty : found.loyalty;
  }
  const entry = loyalty.change.entries.find(({ id }) => id === `spent#${what.key}`);
  return entry ? returnPoints(loyalty, { program: 'club', key: `${what.key}`, entry }, now) : loyalty;
}

function activityOf({ does, n, amount, id }: Extract<Step, { amount: number }>, occurredAt: number): Activity {
  const money = { amount, currency: 'GBP' };
  const data = does === 'order' ? { orderId: `o-${n}`, total: money } : { orderId: `o-${n}`, amount: money };
  return { id: `${does}-${n}-${id}`, type: does === 'order' ? 'order.placed' : 'order.refunded', customer: 'c-1', occurredAt, data };
}

function aboutAt(now: number) {
  return { subject: { profile: emptyProfile('c-1'), contact: undefined, zone: 'Europe/London' }, now };
}

/** Everything that must hold of an account and its ledger, whatever happened. */
function mustHold({ change, programs, orders }: Loyalty, account: Account): void {
  const lines = change.entries;
  const balance = sum(account.lots) - account.owed;
  expect(lines.reduce((all, { points }) => all + points, 0)).toBe(balance);
  expect(lines.reduce((all, { pending }) => all + pending, 0)).toBe(sum(account.pending));
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  expect(account.owed === 0 || account.lots.length === 0).toBe(true);
  for (const { points } of [...account.lots, ...account.pending]) expect(points).toBeGreaterThan(0);
  expect(Number.isSafeInteger(balance)).toBe(true);
  const { earned, takenBack, granted, spent, returned, expired, adjusted } = account.sums;
  expect(earned - takenBack + granted - spent + returned - expired + adjusted).toBe(balance + sum(account.pending));
  expect(account.lots.length).toBeLessThanOrEqual(mostLots);
  expect(account.qualifying.length).toBeLessThanOrEqual(mostBuckets);
  expect([...account.lots].sort((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity) || 0)).toEqual(account.lots);
  expect(account.dueAt).toBe(programs[0] && nextDue(account, programs[0]));
  if (account.pending.length > 0 || account.lots.some(({ until }) => until !== null)) expect(account.dueAt).not.toBeNull();
  expect(account.dueAt === null || account.dueAt > account.settledAt).toBe(true);
  expect(JSON.parse(JSON.stringify(account))).toEqual(account);
  for (const { earned: once, takenBack: back } of orders) expect(back).toBeLessThanOrEqual(once?.points ?? 0);
  for (const order of new Set(orders.map((one) => one.order)))
    expect(
      lines.filter(({ kind, id }) => kind === 'earned' && id.startsWith(`order.placed#order-${order.slice(2)}-`)).length,
    ).toBeLessThanOrEqual(1);
}

const withoutAt = (loyalty: Loyalty) => ({
  ...loyalty,
  programs: [],
  change: { ...loyalty.change, entries: loyalty.change.entries.map(({ at: _, ...entry }) => entry) },
});

describe('whatever happens to an account', () => {
  test('the ledger adds up to the balance and to what is pending, nothing twice, nothing spent that is not there', () => {
    void fc.assert(
      fc.property(lives, ({ club, steps }) => {
        let loyalty = nobody(club);
        let now = start;
        for (const { step: what, after } of steps) {
          now += after * hour;
          const before = loyalty.accounts[0];
          const settled = settle(loyalty, now).accounts[0];
          loyalty = live(loyalty, what, now);
          const account = loyalty.accounts[0];
          if (!account) continue;
          mustHold(loyalty, account);
          if (what.does === 'reserve' && settled) expect(sum(account.lots)).toBeGreaterThanOrEqual(sum(settled.lots) - 60);
          if (what.does === 'reserve' && before) expect(account.owed).toBe(settled?.owed);
          // The same again is the same.
          expect(live(loyalty, what, now).accounts).toEqual(loyalty.accounts);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('settling in steps is settling at once, and settling again changes nothing', () => {
    void fc.assert(
      fc.property(lives, fc.array(fc.nat(24 * 60), { maxLength: 6 }), ({ club, steps }, pauses) => {
        let loyalty = nobody(club);
        let now = start;
        for (const { step: what, after } of steps.slice(0, 10)) {
          now += after * hour;
          loyalty = live(loyalty, what, now);
        }
        let stepped = loyalty;
        let then = now;
        for (const pause of pauses) {
          then += pause * hour;
          stepped = settle(stepped, then);
        }
        stepped = settle(stepped, then);
        expect(withoutAt(stepped)).toEqual(withoutAt(settle(loyalty, then)));
        expect(settle(stepped, then)).toBe(stepped);
      }),
      { numRuns: 200 },
    );
  });

  test('points that come back are in the lots that they came from', () => {
    void fc.assert(
      fc.property(lives, ({ club, steps }) => {
        let loyalty = nobody({ ...club, redemptions: undefined });
        let now = start;
        for (const { step: what, after } of steps.slice(0, 12)) {
          now += after * hour;
          loyalty = live(loyalty, what, now);
        }
        const settled = settle(loyalty, now);
        const found = reservePoints(settled, { program: 'club', key: 'last', reward: 'pen', at: now }, now);
        if ('refused' in found) return;
        const back = returnPoints(found.loyalty, { program: 'club', key: 'last', entry: found.entry }, now);
        const ends = ({ accounts }: Loyalty) => accounts.map(({ lots }) => lots.map(({ points, until }) => [points, until]));
        expect(ends(back)).toEqual(ends(settled));
      }),
      { numRuns: 200 },
    );
  });
});

describe('between two redemptions, expiries or tier changes', () => {
  const happenings = fc.array(
    fc.record({
      does: fc.constantFrom('order' as const, 'refund' as const),
      n: fc.nat(3),
      amount: fc.integer({ min: 0, max: 9_000 }),
      back: fc.nat(24 * 5),
      id: fc.nat(2),
    }),
    { maxLength: 12 },
  );
  // An order is told the same by each of its activities; the shop refunds as often as it likes.
  const told = (list: Extract<Step, { amount: number }>[], now: number) =>
    list.map((one) =>
      activityOf(
        one.does === 'order' ? { ...one, amount: 3_000 + 777 * one.n, back: 24 * one.n } : { ...one, amount: 500 + 1_300 * one.id },
        now - (one.does === 'order' ? 24 * one.n : 12 * one.id) * hour,
      ),
    );

  test('orders, refunds and repeats in any order give the same balance', () => {
    const club = clubs.map((one) => ({
      ...one,
      tiers: undefined,
      multiply: [],
      expiry: one.expiry && 'idle' in one.expiry ? one.expiry : { after: '2 years' },
    }));
    void fc.assert(
      fc.property(club, happenings, fc.infiniteStream(fc.nat(1_000)), fc.boolean(), (rules, list, mix, spends) => {
        const now = start + 90 * 24 * hour;
        const activities = told(list, now);
        const shuffled = activities
          .map((activity) => ({ activity, place: mix.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ activity }) => activity);
        const begin = grantPoints(nobody(rules), { program: 'club', id: 'g', points: 60, at: start, because: 'x' }, now - 30 * 24 * hour);
        if ('refused' in begin) throw new Error(begin.refused);
        const [one, two] = [activities, shuffled].map((all) => {
          const before = spends ? live(begin, { does: 'reserve', key: 1, reward: 'mug' }, now) : begin;
          const credited = all.reduce((loyalty, activity) => creditActivity(loyalty, activity, aboutAt(now)), before);
          const account = credited.accounts[0];
          return (
            account && {
              balance: sum(account.lots) - account.owed,
              pending: sum(account.pending),
              sums: account.sums,
              lots: account.lots.map(({ points, until }) => [points, until]).filter(() => !spends),
            }
          );
        });
        expect(two).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a tier', () => {
  const rules = fc.constantFrom(
    { by: 'points', over: '2 months', levels },
    { by: 'spend', over: 'calendar year', levels: levels.map((level) => ({ ...level, from: `${level.from} GBP` })) },
  );
  const bought = fc.array(fc.record({ hours: fc.nat(24 * 40), amount: fc.integer({ min: 100, max: 30_000 }) }), {
    minLength: 1,
    maxLength: 6,
  });
  const orderOf = ({ hours, amount }: { hours: number; amount: number }, n: number) =>
    activityOf({ does: 'order', n, amount, back: 0, id: 0 }, start + hours * hour);
  const tierIn = ({ accounts }: Loyalty) => accounts[0]?.tier ?? null;

  test('is never lost or shortened by one more order, now or later', () => {
    const late = fc.record({ hours: fc.nat(24 * 80), amount: fc.integer({ min: 100, max: 30_000 }) });
    void fc.assert(
      fc.property(
        fc.oneof(rules, fc.constant({ by: 'points', over: '1 month', grace: '10 days', levels })),
        bought,
        late,
        fc.nat(24 * 120),
        (tiers, list, more, later) => {
          const orders = list.toSorted((a, b) => a.hours - b.hours).map(orderOf);
          const without = orders.reduce((all, one) => creditActivity(all, one, aboutAt(one.occurredAt)), nobody({ tiers }));
          const now = start + Math.max(80 * 24, more.hours) * hour;
          const one = settle(without, now + later * hour);
          const other = settle(creditActivity(without, orderOf(more, 99), aboutAt(now)), now + later * hour);
          const place = (loyalty: Loyalty) => placeOf(loyalty.programs[0]!.tiers!, tierIn(loyalty)?.id);
          expect(place(other)).toBeGreaterThanOrEqual(place(one));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is the same in whichever order an order and its refund come', () => {
    void fc.assert(
      fc.property(rules, bought, fc.nat(5), fc.integer({ min: 1, max: 30_000 }), (tiers, list, which, amount) => {
        const orders = list.toSorted((a, b) => a.hours - b.hours).map(orderOf);
        const n = which % list.length;
        const back = activityOf({ does: 'refund', n, amount, back: 0, id: 0 }, start + 41 * 24 * hour);
        const live = (activities: Activity[]) =>
          activities.reduce(
            (all, one) => creditActivity(all, one, aboutAt(Math.max(one.occurredAt, all.accounts[0]?.settledAt ?? 0))),
            nobody({ tiers }),
          );
        const told = (loyalty: Loyalty) => settle(loyalty, start + 41 * 24 * hour);
        const [after, before] = [
          told(live([...orders, back])),
          told(
            [back, ...orders].reduce(
              (all, one) => creditActivity(all, one, aboutAt(one === back ? start : one.occurredAt)),
              nobody({ tiers }),
            ),
          ),
        ];
        const short = (loyalty: Loyalty) => [tierIn(loyalty)?.id, tierIn(loyalty)?.until];
        expect(short(after)).toEqual(short(before));
      }),
      { numRuns: 300 },
    );
  });
});
