import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoOf, paretoOfHistogram, valueClass, valueClasses } from '../../../lib/core/scoring/pareto.ts';
import { logHistogram } from '../../../lib/core/scoring/sketch.ts';

const brought = (...amounts: number[]) => amounts.map((revenue, index) => ({ id: `c-${index}`, revenue }));
const anyShop = fc.array(fc.integer({ min: -2000, max: 100_000 }), { maxLength: 60 });

describe('who brings the revenue', () => {
  it('by hand: 10 customers, of whom the first brings half', () => {
    const shop = paretoOf(brought(50, 20, 10, 5, 5, 4, 3, 1, 1, 1));
    // Before them: 0 50 70 | 80 85 90 94 | 97 98 99 of 100.
    expect(shop).toMatchObject({ customers: 10, revenue: 100, classes: { a: 3, b: 4, c: 3 }, thresholds: { a: 10, b: 3 } });
    expect(shop.topShares).toEqual({ 1: 0.5, 10: 0.5, 20: 0.7 });
    // Σ i·y_i with y ascending: 1 + 2 + 3 + 12 + 20 + 30 + 35 + 80 + 180 + 500.
    expect(shop.gini).toBeCloseTo((2 * 863) / (10 * 100) - 11 / 10, 12);
  });

  it('has a Gini of 0 when all bring the same, and of 1 - 1/n when one brings everything', () => {
    expect(paretoOf(brought(7, 7, 7, 7)).gini).toBeCloseTo(0, 12);
    expect(paretoOf(brought(0, 0, 9, 0)).gini).toBeCloseTo(0.75, 12);
  });

  it('of one customer is her', () => {
    expect(paretoOf(brought(500))).toMatchObject({
      classes: { a: 1, b: 0, c: 0 },
      topShares: { 1: 1, 10: 1, 20: 1 },
      thresholds: { a: 500, b: 500 },
    });
  });

  it.each([[[]], [[0, 0]], [[-5, 0]]])('without revenue (%j) says so instead of dividing by it', (amounts) => {
    expect(paretoOf(brought(...amounts))).toEqual({
      customers: amounts.length,
      revenue: 0,
      topShares: undefined,
      gini: undefined,
      classes: { a: 0, b: 0, c: amounts.length },
      thresholds: undefined,
    });
  });

  it('counts who brought back more than she bought in class C, and takes nothing off the others', () => {
    const shop = brought(90, 10, 0, -400);
    expect(paretoOf(shop)).toMatchObject({ revenue: 100, classes: { a: 1, b: 1, c: 2 } });
    expect([...valueClasses(shop)]).toEqual([
      ['c-0', 'A'],
      ['c-1', 'B'],
      ['c-2', 'C'],
      ['c-3', 'C'],
    ]);
  });

  it('decides by id between equal ones, whatever the order of the list', () => {
    const shop = brought(...Array.from({ length: 10 }, () => 10));
    expect(valueClasses(shop.toReversed())).toEqual(valueClasses(shop));
    expect([...valueClasses(shop)].filter(([, letter]) => letter === 'A').map(([id]) => id)).toEqual(shop.slice(0, 8).map(({ id }) => id));
  });

  it('puts each customer into one class, as many as are counted, and the classes in the order of what they brought', () => {
    fc.assert(
      fc.property(anyShop, (amounts) => {
        const shop = brought(...amounts);
        const { classes, thresholds } = paretoOf(shop);
        const byId = valueClasses(shop);
        const of = (letter: string) => shop.filter(({ id }) => byId.get(id) === letter).map(({ revenue }) => revenue);
        expect([of('A').length, of('B').length, of('C').length]).toEqual([classes.a, classes.b, classes.c]);
        expect(classes.a + classes.b + classes.c).toBe(shop.length);
        expect(Math.min(...of('A'))).toBeGreaterThanOrEqual(Math.max(...of('B')));
        expect(Math.min(...of('A'), ...of('B'))).toBeGreaterThanOrEqual(Math.max(...of('C')));
        // By the thresholds nobody falls below her place in the list.
        if (!thresholds) return;
        for (const { id, revenue } of shop) expect(valueClass(revenue, thresholds) <= (byId.get(id) ?? '')).toBe(true);
      }),
    );
  });
});

describe('the same from a histogram', () => {
  it('is right to 1 %, and its lines lie at most 1 % lower', () => {
    fc.assert(
      fc.property(anyShop, (amounts) => {
        const exact = paretoOf(brought(...amounts));
        const counted = paretoOfHistogram(logHistogram(amounts));
        expect([counted.customers, counted.revenue]).toEqual([exact.customers, exact.revenue]);
        if (!exact.topShares || !counted.topShares || !exact.thresholds || !counted.thresholds) {
          expect(counted).toEqual(exact);
          return;
        }
        for (const percent of [1, 10, 20] as const) {
          expect(Math.abs(counted.topShares[percent] / exact.topShares[percent] - 1)).toBeLessThan(0.01);
        }
        expect(Math.abs((counted.gini ?? 0) - (exact.gini ?? 0))).toBeLessThan(0.01);
        expect(counted.classes.a + counted.classes.b + counted.classes.c).toBe(amounts.length);
      }),
    );
  });

  it('is exact where equal ones are equal', () => {
    const amounts = [500, 500, 500, 300, 300, 40, 40, 40, 1, 0, -3];
    const exact = paretoOf(brought(...amounts));
    expect(paretoOfHistogram(logHistogram(amounts))).toEqual({
      ...exact,
      gini: expect.closeTo(exact.gini ?? 0, 12),
    });
  });
});
