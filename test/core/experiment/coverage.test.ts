import { describe, expect, it } from 'vitest';
import { leavesOutNone, moneyEffect, rateEffect } from '../../../lib/core/experiment/effect.ts';
import { uniforms } from '../../../lib/core/experiment/uniforms.ts';

const named = { arm: 'offer', outcome: 'bought' };
const repetitions = 2000;

/** In how many repetitions, as a share, something holds; each draws numbers of its own. */
function shareOf(holds: (draw: () => number) => boolean): number {
  let count = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) if (holds(uniforms(repetition))) count += 1;
  return count / repetitions;
}

const rateOf = (n: number, share: number, draw: () => number) => ({
  n,
  successes: Array.from({ length: n }, draw).filter((one) => one < share).length,
});

/** A third buys for an exponential amount of 30 on average. */
function moneyOf(n: number, share: number, draw: () => number) {
  let [sum, squares] = [0, 0];
  for (let customer = 0; customer < n; customer += 1) {
    const amount = draw() < share ? -30 * Math.log(1 - draw()) : 0;
    sum += amount;
    squares += amount * amount;
  }
  return { n, sum, squares };
}

describe('of many experiments 95 in a hundred', () => {
  it.each([
    [150, 0.15, 100, 0.1],
    [400, 0.03, 60, 0.05],
    [30, 0.9, 30, 0.5],
  ])('hold the true difference of rates: %i customers of %f against %i of %f', (n, share, controlN, controlShare) => {
    const covered = shareOf((draw) => {
      const effect = rateEffect(rateOf(n, share, draw), rateOf(controlN, controlShare, draw), named);
      return effect !== undefined && effect.low <= share - controlShare && effect.high >= share - controlShare;
    });
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.975);
  });

  it('hold the true difference of money, of groups that vary unequally', () => {
    const covered = shareOf((draw) => {
      const effect = moneyEffect(moneyOf(300, 0.5, draw), moneyOf(120, 0.2, draw), named);
      return effect !== undefined && effect.low <= 9 && effect.high >= 9;
    });
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.965);
  });
});

describe('of many experiments without an effect that are looked at forty times', () => {
  const fooled = { once: 0, always: 0 };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const draw = uniforms(repetition);
    const total = { arm: { n: 0, sum: 0, squares: 0 }, control: { n: 0, sum: 0, squares: 0 } };
    const found = { once: false, always: false };
    for (let look = 0; look < 40; look += 1) {
      for (const group of [total.arm, total.control]) {
        const { n, sum, squares } = moneyOf(50, 0.3, draw);
        group.n += n;
        group.sum += sum;
        group.squares += squares;
      }
      const effect = moneyEffect(total.arm, total.control, named);
      found.once ||= effect !== undefined && effect.p < 0.05;
      found.always ||= effect !== undefined && effect.always.p < 0.05;
    }
    fooled.once += found.once ? 1 : 0;
    fooled.always += found.always ? 1 : 0;
  }

  it('fewer than five in a hundred ever seem to have one by the confidence sequence', () => {
    expect(fooled.always / repetitions).toBeLessThan(0.05);
    expect(fooled.always).toBeGreaterThan(0);
  });

  it('a quarter or more do by the interval for one look', () => {
    expect(fooled.once / repetitions).toBeGreaterThan(0.25);
  });
});

describe('of experiments without an effect, with a small control group and a rare goal, that are looked at forty times', () => {
  it.each([
    [0.02, 380, 20],
    [0.02, 360, 40],
    [0.005, 950, 50],
    [0.005, 900, 100],
  ])('fewer than five in a hundred ever seem to have one: a rate of %f, at each look %i more customers against %i', (rate, n, controlN) => {
    const [fooled, times] = [{ rate: 0, money: 0, narrower: 0 }, 250];
    for (let repetition = 0; repetition < times; repetition += 1) {
      const draw = uniforms(repetition);
      const arm = { n: 0, successes: 0, sum: 0, squares: 0 };
      const control = { ...arm };
      const found = { rate: false, money: false };
      for (let look = 0; look < 40; look += 1) {
        for (const [group, more] of [
          [arm, n],
          [control, controlN],
        ] as const) {
          group.n += more;
          for (let customer = 0; customer < more; customer += 1) {
            if (draw() >= rate) continue;
            const amount = -30 * Math.log(1 - draw());
            group.successes += 1;
            group.sum += amount;
            group.squares += amount ** 2;
          }
        }
        const [goal, revenue] = [rateEffect(arm, control, named), moneyEffect(arm, control, named)];
        found.rate ||= goal !== undefined && leavesOutNone(goal.always);
        found.money ||= revenue !== undefined && leavesOutNone(revenue.always);
        for (const effect of [goal, revenue])
          if (effect && (effect.always.low > effect.low || effect.always.high < effect.high)) fooled.narrower += 1;
      }
      fooled.rate += found.rate ? 1 : 0;
      fooled.money += found.money ? 1 : 0;
    }
    expect(fooled.narrower).toBe(0);
    expect(fooled.rate / times).toBeLessThan(0.05);
    expect(fooled.money / times).toBeLessThan(0.05);
  });
});
