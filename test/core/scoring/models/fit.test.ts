import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../lib/core/scoring/models/fit.ts';
import type { Summarised } from '../../../../lib/core/scoring/models/summary.ts';
import { type ModelFit, modelNames } from '../../../../lib/core/scoring/shop-figures.ts';

/** The same numbers between 0 and 1 each time. */
function dice(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/**
 * Customers who order at rates of 1/2, 1/4 … a week and stop after an order with a probability between 0 and `stopping`,
 * watched for `age` weeks at most.
 */
function shop({ customers = 1500, age = 60, stopping = 0.6, steadyValue = true }): Summarised[] {
  const roll = dice();
  return Array.from({ length: customers }, () => {
    const T = Math.floor(roll() * age * 7) / 7;
    const rate = 2 ** -(1 + Math.floor(roll() * 5));
    const stop = stopping * roll();
    let [x, tx] = [0, 0];
    for (let at = -Math.log(roll()) / rate; at < T && roll() >= stop; at -= Math.log(roll()) / rate) {
      x += 1;
      tx = at;
    }
    const hers = 10 * Math.exp(roll() + roll());
    return { x, tx, T, mean: x === 0 ? 0 : steadyValue ? hers : x * hers };
  });
}

const many = (row: Summarised, customers = 500) => Array.from({ length: customers }, () => row);
const reason = (fit: ModelFit) => (fit.status === 'refused' ? fit.reason : 'fitted');

describe('a fit', () => {
  it.each(modelNames)('of %s to customers who differ and stop is found, the best of its neighbourhood', (name) => {
    const customers = shop({});
    const fit = fitModel(name, customers);
    expect(reason(fit)).toBe('fitted');
    expect(Object.values(fit.parameters).every((value) => value > 0)).toBe(true);
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    const counted = name === 'gamma-gamma' ? customers.filter(({ x }) => x > 0).length : customers.length;
    expect(fit).toMatchObject({ customers: counted });
  });

  it('in weeks and in units a thousand times as small finds the same shop', () => {
    const customers = shop({});
    const slow = customers.map(({ x, tx, T, mean }) => ({ x, tx: tx * 1000, T: T * 1000, mean: mean * 1000 }));
    const weeks = fitModel('mbg-nbd', customers).parameters;
    const slowly = fitModel('mbg-nbd', slow).parameters;
    expect((slowly.alpha ?? 0) / (weeks.alpha ?? 1) / 1000).toBeCloseTo(1, 5);
    for (const name of ['r', 'a', 'b']) expect((slowly[name] ?? 0) / (weeks[name] ?? 1)).toBeCloseTo(1, 5);
    const spend = fitModel('gamma-gamma', customers).parameters;
    const richly = fitModel('gamma-gamma', slow).parameters;
    expect((richly.gamma ?? 0) / (spend.gamma ?? 1) / 1000).toBeCloseTo(1, 5);
  });

  it('is the same to the last digit in any order of the rows, one by one or counted', () => {
    const customers = shop({ customers: 400 });
    const twice = [...customers, ...customers.toReversed()];
    const counted = customers.map((row) => ({ ...row, count: 2 }));
    for (const name of modelNames) {
      const expected = JSON.stringify(fitModel(name, counted));
      expect(JSON.stringify(fitModel(name, twice))).toBe(expected);
    }
  });

  it('leaves out rows that make no sense', () => {
    const customers = shop({ customers: 600 });
    const broken = [
      { x: NaN, tx: 1, T: 2, mean: 1 },
      { x: 1.5, tx: 1, T: 2, mean: 1 },
      { x: 1e300, tx: 1, T: 2, mean: 1 },
      { x: 1, tx: 3, T: 2, mean: 1 },
      { x: 1, tx: 1, T: Infinity, mean: 1 },
      { x: -1, tx: 0, T: 2, mean: 1 },
      { x: 1, tx: 1, T: 2, mean: 1, count: NaN },
    ];
    for (const name of modelNames) expect(fitModel(name, [...broken, ...customers])).toEqual(fitModel(name, customers));
  });

  it('of spend leaves out the few whose refunds ate everything', () => {
    const customers = shop({});
    const fit = fitModel('gamma-gamma', [...customers, ...many({ x: 2, tx: 3, T: 9, mean: -5 }, 10)]);
    expect(fit).toEqual(fitModel('gamma-gamma', customers));
  });
});

describe('a fit is refused, and says why', () => {
  it.each(modelNames)('%s: for too few who came back', (name) => {
    expect(reason(fitModel(name, []))).toBe('No customer has ordered on two days or more; 100 are needed to fit a model.');
    expect(reason(fitModel(name, [{ x: 3, tx: 2, T: 9, mean: 10 }]))).toMatch(/^Only 1 customer has /);
    expect(reason(fitModel(name, many({ x: 3, tx: 2, T: 9, mean: 10 }, 99)))).toMatch(/^Only 99 customers have /);
    expect(reason(fitModel(name, many({ x: 0, tx: 0, T: 9, mean: 0 })))).toMatch(/^No customer has /);
    expect(reason(fitModel(name, many({ x: 0, tx: 0, T: 0, mean: 0 })))).toMatch(/^No customer has /);
    expect(reason(fitModel(name, many({ x: NaN, tx: NaN, T: NaN, mean: NaN })))).toMatch(/^No customer has /);
  });

  it.each(modelNames)('%s: for customers who are all alike', (name) => {
    const fit = fitModel(name, many({ x: 3, tx: 5, T: 10, mean: 20 }));
    expect(reason(fit)).toMatch(/^The fit ran away \((r|alpha|b|p|q)\b/);
    expect(Object.keys(fit.parameters).length).toBeGreaterThan(1);
  });

  it.each(['bg-nbd', 'mbg-nbd'] as const)('%s: where nobody stops', (name) => {
    expect(reason(fitModel(name, shop({ stopping: 0 })))).toMatch(/^The model degenerates, for no lapse was found in these orders: /);
  });

  it('gamma-gamma: where value goes with number, with the figure', () => {
    expect(reason(fitModel('gamma-gamma', shop({ steadyValue: false })))).toMatch(/go together \(correlation 0\.[3-9]\d;/);
  });

  it('gamma-gamma: where many brought nothing', () => {
    const customers = [...shop({}), ...many({ x: 2, tx: 3, T: 9, mean: -5 }, 300)];
    expect(reason(fitModel('gamma-gamma', customers))).toMatch(/^300 of \d+ repeat buyers brought nothing or less/);
    expect(reason(fitModel('gamma-gamma', many({ x: 2, tx: 3, T: 9, mean: -5 })))).toMatch(/^500 of 500 /);
  });

  it('gamma-gamma: where values are spread so wide that they have no mean', () => {
    const roll = dice();
    // What the model itself draws with p = 1 and q = 1/2: half the square of a normal number is Gamma(1/2).
    const half = () => -Math.log(roll()) * Math.cos(2 * Math.PI * roll()) ** 2;
    const customers = Array.from({ length: 800 }, () => ({ x: 1, tx: 1, T: 2, mean: (-10 * Math.log(roll())) / half() }));
    expect(reason(fitModel('gamma-gamma', customers))).toMatch(/no mean \(q is 0\.\d+; above 1 is needed\)/);
  });

  it('and never throws, whatever the rows', () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -2, max: 30 }));
    const row = fc.record({ x: fc.oneof(fc.integer({ min: 0, max: 9 }), number), tx: number, T: number, mean: number });
    const rows = fc.array(fc.tuple(row, fc.integer({ min: 1, max: 90 })), { maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.constantFrom(...modelNames), (groups, name) => {
        const fit = fitModel(
          name,
          groups.map(([group, count]) => ({ ...group, count })),
        );
        expect(['fitted', 'refused']).toContain(fit.status);
        for (const value of [fit.logLikelihood, ...Object.values(fit.parameters)]) expect(value).not.toBeNaN();
      }),
      { numRuns: 150 },
    );
  });
});
