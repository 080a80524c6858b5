import { describe, expect, it } from 'vitest';
import { armOf, isHeldOut, isUniversallyHeldOut } from '../../../lib/core/experiment/arms.ts';
import { fraction } from '../../../lib/core/experiment/hash.ts';

const customers = Array.from({ length: 20_000 }, (_, index) => `c-${index}`);
/** The 99.99 % points of chi-square with 99 and with 1 degrees of freedom. */
const likely99 = 161;
const likely1 = 15.1;

function chiSquare(counts: number[], expected: (index: number) => number): number {
  return counts.reduce((sum, count, index) => sum + (count - expected(index)) ** 2 / expected(index), 0);
}

describe('chance by hash', () => {
  it.each(['holdout|win-back|', 'holdout|birthday|', 'arm|win-back|offer|', 'universal|', ''])(
    'is uniform over customers: "%s"',
    (prefix) => {
      const counts = Array.from({ length: 100 }, () => 0);
      for (const customer of customers) {
        const bin = Math.floor(fraction(prefix + customer) * 100);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      expect(chiSquare(counts, () => customers.length / 100)).toBeLessThan(likely99);
    },
  );

  it('never changes: these values are for ever', () => {
    expect(fraction('holdout|win-back|c-1').toFixed(12)).toBe('0.818324061177');
    expect(fraction('').toFixed(12)).toBe('0.269651272645');
    expect(fraction('arm|ü|日本').toFixed(12)).toBe('0.532480286032');
  });
});

describe('a holdout', () => {
  it('has its share of the customers', () => {
    const held = customers.filter((customer) => isHeldOut(customer, 'win-back', 0.1)).length;
    expect(chiSquare([held, customers.length - held], (index) => customers.length * (index === 0 ? 0.1 : 0.9))).toBeLessThan(likely1);
  });

  it.each([
    ['win-back', 'birthday'],
    ['a', 'b'],
    ['thank-you', 'thank-you-2'],
  ])('of %s is independent of that of %s', (one, other) => {
    const cells = [0, 0, 0, 0];
    for (const customer of customers) {
      const cell = Number(isHeldOut(customer, one, 0.5)) * 2 + Number(isHeldOut(customer, other, 0.5));
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    expect(chiSquare(cells, () => customers.length / 4)).toBeLessThan(25);
  });

  it('is nobody at 0 % and everybody at 100 %', () => {
    expect(customers.some((customer) => isHeldOut(customer, 'win-back', 0))).toBe(false);
    expect(customers.every((customer) => isHeldOut(customer, 'win-back', 1))).toBe(true);
    expect(isUniversallyHeldOut('c-1', '0%')).toBe(false);
  });

  it('grows by adding customers: whoever was held out at 10 % is at 20 %', () => {
    const grown = customers.filter((customer) => isHeldOut(customer, 'x', 0.1) && !isHeldOut(customer, 'x', 0.2));
    expect(grown).toEqual([]);
  });
});

describe('arms', () => {
  const arms = [
    { arm: 'points', share: 0.5 },
    { arm: 'coupon', share: 0.3 },
    { arm: 'nothing', share: 0.2 },
  ];

  it('have their shares', () => {
    const drawn = customers.map((customer) => armOf(customer, { campaign: 'win-back', step: 'offer', arms }));
    const counts = arms.map(({ arm }) => drawn.filter((one) => one === arm).length);
    expect(chiSquare(counts, (index) => customers.length * (arms[index]?.share ?? 0))).toBeLessThan(19);
  });

  it('cover everybody where the shares are a hair below the whole', () => {
    const thirds = ['a', 'b', 'c'].map((arm) => ({ arm, share: 0.3333 }));
    expect(customers.every((customer) => armOf(customer, { campaign: 'x', step: 's', arms: thirds }) !== '')).toBe(true);
  });
});
