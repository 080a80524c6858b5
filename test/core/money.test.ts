import { describe, expect, it } from 'vitest';
import { minorDigits, readMoney, toBase } from '../../lib/core/money.ts';
import { costText } from '../../lib/core/money-text.ts';

describe('minor units', () => {
  it('are those of ISO 4217, not what is customary to show', () => {
    expect(['GBP', 'JPY', 'KWD', 'CLF', 'HUF', 'IDR', 'IQD', 'ISK'].map(minorDigits)).toEqual([2, 0, 3, 4, 2, 2, 3, 0]);
  });

  it('are brought to the base currency, unless there is no rate', () => {
    const rates = { base: 'GBP', toBase: { JPY: 0.005, KWD: 2.5 } };
    expect(toBase({ amount: 1299, currency: 'GBP' }, rates)).toBe(1299);
    expect(toBase({ amount: 1000, currency: 'JPY' }, rates)).toBe(500);
    expect(toBase({ amount: 1000, currency: 'KWD' }, rates)).toBe(250);
    expect(toBase({ amount: 1000, currency: 'SEK' }, rates)).toBeUndefined();
  });

  it('are whole numbers', () => {
    expect(readMoney({ amount: 12, currency: 'GBP' })).toEqual({ amount: 12, currency: 'GBP' });
    for (const value of [
      { amount: 1.5, currency: 'GBP' },
      { amount: Number.NaN, currency: 'GBP' },
      { amount: 1, currency: 'gbp' },
      null,
      'GBP 1',
    ]) {
      expect(readMoney(value)).toBeUndefined();
    }
  });
});

it.each([
  [80, 'GBP', '£0.00008'],
  [-80, 'GBP', '-£0.00008'],
  [15_300 * 80, 'GBP', '£1.22'],
  [500_000, 'GBP', '£0.50'],
  [99_800, 'GBP', '£0.10'],
  [5_200, 'GBP', '£0.0052'],
  [0, 'GBP', '£0.00'],
  [400, 'JPY', '¥0.0004'],
  [8_910_000e6, 'GBP', '£8.91M'],
])('a cost of %s millionths of %s is told as %s', (millionths, currency, text) => {
  expect(costText(millionths, currency)).toBe(text);
});
