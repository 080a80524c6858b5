import { describe, expect, test } from 'vitest';
import type { Lot } from '../../../lib/core/loyalty/account.ts';
import { addPending, mostLots, putInto, sumOf, takeBack, takeOut, takePending } from '../../../lib/core/loyalty/lots.ts';

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

  test('beyond sixty the nearest neighbours become one, with the later end and the later start', () => {
    const full = Array.from({ length: mostLots }, (_, index) => lot(1, 100 * (index + 1), index));
    const { lots } = putInto({ lots: full, owed: 0 }, lot(7, 1_030, 99));
    expect(lots).toHaveLength(mostLots);
    expect(sumOf(lots)).toBe(67);
    expect(lots[9]).toEqual(lot(8, 1_030, 99));
    expect(lots[8]).toEqual(full[8]);
    expect(lots[10]).toEqual(full[10]);
  });

  test('a lot without an end is the last to be merged, and gives its end', () => {
    const dated = Array.from({ length: mostLots - 1 }, (_, index) => lot(1, 100 * (index + 1)));
    const { lots } = putInto({ lots: [...dated, lot(3, null)], owed: 0 }, lot(1, 5_999));
    expect(lots.at(-1)).toEqual(lot(3, null));
    expect(lots.at(-2)).toEqual(lot(2, 5_999));
    expect(sumOf(lots)).toBe(63);
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

  test('beyond sixty the nearest become one, to be spent later', () => {
    const full = Array.from({ length: mostLots }, (_, index) => lot(1, null, 100 * (index + 1)));
    const lots = addPending(full, lot(7, 9_000, 290));
    expect(lots).toHaveLength(mostLots);
    expect(lots[2]).toEqual(lot(8, null, 300));
    expect(lots[1]).toEqual(full[1]);
  });

  test('what never ends does not end when it is merged', () => {
    const full = Array.from({ length: mostLots }, (_, index) => lot(1, 9_000, 100 * (index + 1)));
    expect(addPending(full, lot(1, null, 290))[2]).toEqual(lot(2, null, 300));
    expect(addPending(full, lot(1, null, 6_001)).at(-1)).toEqual(lot(2, null, 6_001));
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
