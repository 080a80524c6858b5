import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderModels } from '../../../../lib/core/scoring/models/fit.ts';
import { countHistories } from '../../../../lib/core/scoring/models/summary.ts';

const { nbd, 'bg-nbd': bgNbd, 'mbg-nbd': mbgNbd } = orderModels;

const size = fc.double({ min: 0.05, max: 20, noNaN: true });
const parameters = fc.record({ r: size, alpha: size, a: size, b: size });
const history = fc
  .record({
    x: fc.integer({ min: 0, max: 60 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    T: fc.double({ min: 0, max: 200, noNaN: true }),
  })
  .map(({ x, part, T }) => ({ x, tx: x === 0 ? 0 : part * T, T }));

describe('the models, by hand', () => {
  const one = { r: 1, alpha: 1, a: 1, b: 1 };

  it('BG/NBD: with all parameters 1, one repeat order at week 1 and two weeks of age', () => {
    // L = 1/2 · [ (1/3)² + 1 · (1/2)² ]: still there, or stopped with the order.
    const rows = [{ x: 1, tx: 1, T: 2, count: 1 }];
    expect(bgNbd.logLikelihood(one, rows)).toBeCloseTo(Math.log(0.5 * (1 / 9 + 1 / 4)), 12);
    expect(bgNbd.alive(one, { x: 1, tx: 1, T: 2 })).toBeCloseTo(1 / (1 + 9 / 4), 9);
  });

  it('MBG/NBD: the same customer had two chances to stop', () => {
    // L = 1/3 · (1/3)² + 1/2 · 1/3 · (1/2)².
    const rows = [{ x: 1, tx: 1, T: 2, count: 1 }];
    expect(mbgNbd.logLikelihood(one, rows)).toBeCloseTo(Math.log(1 / 27 + 1 / 24), 12);
    expect(mbgNbd.alive(one, { x: 1, tx: 1, T: 2 })).toBeCloseTo(1 / 27 / (1 / 27 + 1 / 24), 9);
  });

  it('NBD: nobody stops, and orders come at the posterior rate', () => {
    expect(nbd.logLikelihood({ r: 1, alpha: 1 }, [{ x: 1, tx: 1, T: 2, count: 3 }])).toBeCloseTo(3 * Math.log(1 / 9), 12);
    expect(nbd.alive({ r: 1, alpha: 1 }, { x: 1, tx: 1, T: 2 })).toBe(1);
    expect(nbd.expectedOrders({ r: 1, alpha: 1 }, { x: 1, tx: 1, T: 2 }, 6)).toBe(4);
    expect(nbd.expectation({ r: 1, alpha: 2 }, 6)).toBe(3);
  });

  it('a customer who ordered once is alive for certain by BG/NBD, and not by MBG/NBD', () => {
    expect(bgNbd.alive(one, { x: 0, tx: 0, T: 99 })).toBe(1);
    expect(mbgNbd.alive(one, { x: 0, tx: 0, T: 99 })).toBeCloseTo(1 / 101, 9);
  });

  it('somebody of today says nothing about the shop', () => {
    const rows = [{ x: 0, tx: 0, T: 0, count: 5 }];
    for (const model of [nbd, bgNbd, mbgNbd]) expect(model.logLikelihood(one, rows)).toBeCloseTo(0, 12);
  });

  it('without a parameter there is no answer', () => {
    for (const model of [bgNbd, mbgNbd]) {
      expect(model.alive({ r: 1 }, { x: 1, tx: 1, T: 2 })).toBeNaN();
      expect(model.expectedOrders({ r: 1 }, { x: 1, tx: 1, T: 2 }, 4)).toBeNaN();
      expect(model.logLikelihood({ r: 1 }, [{ x: 1, tx: 1, T: 2, count: 1 }])).toBeNaN();
    }
  });
});

describe.each(Object.entries(orderModels))('%s', (_, model) => {
  it('gives a probability of being alive that falls with silence', () => {
    fc.assert(
      fc.property(parameters, history, size, (values, hers, more) => {
        const alive = model.alive(values, hers);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(model.alive(values, { ...hers, T: hers.T + more })).toBeLessThanOrEqual(alive);
      }),
    );
  });

  it('expects no fewer orders in a longer time, and never fewer than none', () => {
    fc.assert(
      fc.property(parameters, history, size, (values, hers, weeks) => {
        const orders = model.expectedOrders(values, hers, weeks);
        expect(orders).toBeGreaterThanOrEqual(0);
        expect(model.expectedOrders(values, hers, weeks * 2)).toBeGreaterThanOrEqual(orders - 1e-9);
        expect(model.expectedOrders(values, hers, 0)).toBe(0);
      }),
    );
  });

  it('expects no more than NBD, which knows no lapse', () => {
    fc.assert(
      fc.property(parameters, history, size, (values, hers, weeks) => {
        const most = nbd.expectedOrders(values, hers, weeks);
        expect(model.expectedOrders(values, hers, weeks)).toBeLessThanOrEqual(most * (1 + 1e-9) + 2e-9);
      }),
    );
  });

  it('starts everybody with the same expectation: that of somebody new', () => {
    fc.assert(
      fc.property(parameters, size, (values, weeks) => {
        const atFirst = model.expectedOrders(values, { x: 0, tx: 0, T: 0 }, weeks);
        expect(model.expectation(values, weeks)).toBeCloseTo(atFirst, 6);
      }),
    );
  });

  it('finds data as likely in any order, one by one or counted', () => {
    fc.assert(
      fc.property(parameters, fc.array(history, { minLength: 1, maxLength: 30 }), (values, rows) => {
        const single = rows.map((row) => ({ ...row, count: 1 }));
        const likelihood = model.logLikelihood(values, single);
        const close = (other: number) => expect(Math.abs(other - likelihood)).toBeLessThan(1e-9 * (1 + Math.abs(likelihood)));
        close(model.logLikelihood(values, single.toReversed()));
        close(model.logLikelihood(values, countHistories([...rows, ...rows].map((row) => ({ ...row, mean: 1 })))) / 2);
      }),
    );
  });

  it('has probabilities that add up to 1: of all that can happen in a day to somebody new', () => {
    // Orders are points in time: the density of one at t_x, summed over a fine grid, and none at all. Two and more are negligible here.
    const values = { r: 0.5, alpha: 100, a: 0.8, b: 2.5 };
    const T = 1 / 7;
    const steps = 200;
    const density = (x: number, tx: number) => Math.exp(model.logLikelihood(values, [{ x, tx, T, count: 1 }]));
    let total = density(0, 0);
    for (let step = 0; step < steps; step += 1) total += (density(1, ((step + 0.5) * T) / steps) * T) / steps;
    expect(total).toBeGreaterThan(1 - 2e-6);
    expect(total).toBeLessThanOrEqual(1);
  });
});
