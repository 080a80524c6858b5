import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lot } from '../../../lib/core/loyalty/account.ts';
import {
  type Holding,
  mostLots,
  addPending as pendingIn,
  putInto as putIn,
  sumOf,
  takeBack,
  takeOut,
  takePending,
} from '../../../lib/core/loyalty/lots.ts';
import { addDuration, addToDate, localDate, startOfDay } from '../../../lib/core/time.ts';
import { at } from '../shop.ts';

const zone = 'America/New_York';
const putInto = (holding: Holding, lot: Lot) => putIn(holding, lot, zone);
const addPending = (pending: readonly Lot[], lot: Lot) => pendingIn(pending, lot, zone);
/** The end of a day of the zone, so many days after the first of 2026. */
const endOf = (days: number) => startOfDay(addToDate('2026-01-01', { months: 0, days: days + 1, ms: 0 }), zone);
const lot = (points: number, until: number | null, from = 0): Lot => ({ points, from, until });

describe('putting in', () => {
  test('what ends together is one lot, of the earlier start; they stand in the order in which they end', () => {
    let holding = putInto({ lots: [], owed: 0 }, lot(5, null, 3));
    holding = putInto(holding, lot(1, 20, 2));
    holding = putInto(holding, lot(2, 10, 9));
    holding = putInto(holding, lot(4, 20, 1));
    holding = putInto(holding, lot(6, null, 8));
    expect(holding.lots).toEqual([lot(2, 10, 9), lot(5, 20, 1), lot(11, null, 3)]);
  });

  test('sixty stay as they are', () => {
    const most = Array.from({ length: mostLots }, (_, index) => lot(1, index + 1));
    expect(putInto({ lots: most.slice(1), owed: 0 }, lot(1, 1)).lots).toEqual(most);
  });

  test('what is owed is paid first', () => {
    expect(putInto({ lots: [], owed: 10 }, lot(4, 9))).toEqual({ lots: [], owed: 6, put: [] });
    expect(putInto({ lots: [], owed: 10 }, lot(10, 9))).toEqual({ lots: [], owed: 0, put: [] });
    expect(putInto({ lots: [], owed: 10 }, lot(12, 9))).toEqual({ lots: [lot(2, 9)], owed: 0, put: [lot(2, 9)] });
  });

  test('beyond sixty those of a week are one, to the latest end in it and the earliest start', () => {
    const daily = Array.from({ length: mostLots + 1 }, (_, index) => lot(1, endOf(index), index));
    const { lots } = daily.reduce<Holding>((all, next) => putInto(all, next), { lots: [], owed: 0 });
    // 1 January 2026 is a Thursday.
    expect(lots.slice(0, 2)).toEqual([lot(4, endOf(3), 0), lot(7, endOf(10), 4)]);
    expect(lots).toHaveLength(10);
    expect(sumOf(lots)).toBe(mostLots + 1);
  });

  test('where weeks are too many, those of a month; what never ends stays apart', () => {
    const weekly = Array.from({ length: mostLots }, (_, index) => lot(1, endOf(7 * index)));
    const { lots } = putInto({ lots: [...weekly, lot(3, null)], owed: 0 }, lot(1, endOf(7 * mostLots)));
    expect(lots).toHaveLength(15);
    expect(lots.at(-1)).toEqual(lot(3, null));
    expect(lots[0]).toEqual(lot(5, endOf(28)));
  });
});

describe('taking out', () => {
  test('those that end first go first, and never more than there is', () => {
    const lots = [lot(5, 10), lot(5, 20), lot(5, null)];
    expect(takeOut(lots, 7)).toEqual({ lots: [lot(3, 20), lot(5, null)], taken: [lot(5, 10), lot(2, 20)] });
    expect(takeOut(lots, 99)).toEqual({ lots: [], taken: lots });
    expect(takeOut(lots, 0)).toEqual({ lots, taken: [] });
    expect(lots).toEqual([lot(5, 10), lot(5, 20), lot(5, null)]);
  });

  test('taken back: the own lot first, then those that end first, and the rest is owed', () => {
    const lots = [lot(5, 10), lot(5, 20), lot(5, 30)];
    expect(takeBack({ lots, owed: 0 }, lot(3, 20))).toEqual({ lots: [lot(5, 10), lot(2, 20), lot(5, 30)], owed: 0, taken: [lot(3, 20)] });
    expect(takeBack({ lots, owed: 0 }, lot(7, 20))).toEqual({ lots: [lot(3, 10), lot(5, 30)], owed: 0, taken: [lot(5, 20), lot(2, 10)] });
    expect(takeBack({ lots, owed: 0 }, lot(18, 99))).toEqual({ lots: [], owed: 3, taken: lots });
    expect(takeBack({ lots: [], owed: 2 }, lot(4, 9))).toEqual({ lots: [], owed: 6, taken: [] });
  });
});

describe('pending', () => {
  test('by when they can be spent, then by when they end; equal ones are one', () => {
    const wanted = [lot(1, 50, 20), lot(1, 40, 10), lot(1, 30, 20), lot(2, 50, 20), lot(1, null, 20)];
    expect(wanted.reduce<Lot[]>((all, next) => addPending(all, next), [])).toEqual([
      lot(1, 40, 10),
      lot(1, 30, 20),
      lot(3, 50, 20),
      lot(1, null, 20),
    ]);
  });

  test('beyond sixty those of a day are one, to be spent with the last of them', () => {
    const sixHours = 21_600_000;
    const start = startOfDay('2026-01-01', zone);
    const often = Array.from({ length: mostLots + 1 }, (_, index) => lot(1, null, start + sixHours * index));
    const lots = often.reduce<Lot[]>((all, next) => addPending(all, next), []);
    expect(lots).toHaveLength(16);
    expect(lots[0]).toEqual(lot(4, null, start + 3 * sixHours));
  });

  test('what never ends, or ends in another period, stays apart when it is merged', () => {
    const start = startOfDay('2026-01-01', zone);
    const full = Array.from({ length: mostLots }, (_, index) => lot(1, endOf(400), start + index));
    expect(addPending(full, lot(1, null, start + 30))).toEqual([lot(1, null, start + 30), lot(60, endOf(400), start + 59)]);
    expect(addPending(full, lot(1, endOf(800), start + 99))).toEqual([lot(60, endOf(400), start + 59), lot(1, endOf(800), start + 99)]);
  });

  test('taken from its own moment on, never from before it', () => {
    const pending = [lot(5, 30, 10), lot(5, 20, 20), lot(5, 40, 20), lot(5, 60, 30)];
    expect(takePending(pending, lot(3, 40, 20))).toEqual({
      lots: [lot(5, 30, 10), lot(5, 20, 20), lot(2, 40, 20), lot(5, 60, 30)],
      taken: [lot(3, 40, 20)],
    });
    expect(takePending(pending, lot(7, 40, 20)).taken).toEqual([lot(5, 40, 20), lot(2, 60, 30)]);
    expect(takePending(pending, lot(99, null, 30)).taken).toEqual([]);
    expect(takePending(pending, lot(99, 10, 30)).taken).toEqual([lot(5, 60, 30)]);
  });
});

describe('however many there are', () => {
  const moments = fc.array(fc.record({ after: fc.nat(30), points: fc.integer({ min: 1, max: 9 }) }), { maxLength: 400 });
  const monthOf = (instant: number) => localDate(instant, zone).slice(0, 7);

  test('within five years no point ends, or waits, beyond the month of its own, and none is lost', () => {
    void fc.assert(
      fc.property(moments, fc.boolean(), (list, waits) => {
        const first = at('2026-01-01T10:00Z');
        const own = new Map<string, number>();
        const kept = new Map<string, number>();
        const count = (map: Map<string, number>, instant: number, points: number) =>
          map.set(monthOf(instant), (map.get(monthOf(instant)) ?? 0) + points);
        let days = 0;
        let lots: Lot[] = [];
        for (const { after, points } of list) {
          days = (days + after / 6) % (4 * 365);
          const from = addDuration(first, { months: 0, days: 0, ms: days * 86_400_000 }, zone);
          const until = endOf(Math.floor(days));
          count(own, waits ? from : until - 1, points);
          lots = waits ? addPending(lots, lot(points, null, from)) : putInto({ lots, owed: 0 }, lot(points, until, from)).lots;
          expect(lots.length).toBeLessThanOrEqual(mostLots);
        }
        for (const { points, from, until } of lots) count(kept, waits ? from : (until ?? 0) - 1, points);
        expect(kept).toEqual(new Map([...own].toSorted(([a], [b]) => (a < b ? -1 : 1))));
      }),
      { numRuns: 60 },
    );
  });
});
