import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, multiply, parseDecimal, toDigits } from '../../lib/orders/decimal.ts';

const read = (text: string, mark: '.' | ',' = '.') => {
  const value = parseDecimal(text, mark);
  return value && decimalText(toDigits(value, 6), 6);
};

describe('a number', () => {
  it('is read as people and programs write it', () => {
    const written: [string, string][] = [
      ['12.50', '12.500000'],
      ['12,50', '12.500000'],
      ['1,234.50', '1234.500000'],
      ['1.234,50', '1234.500000'],
      ["1'234.50", '1234.500000'],
      ['1 234,50', '1234.500000'],
      ['1.234.567', '1234567.000000'],
      ['£12.50', '12.500000'],
      ['-£5', '-5.000000'],
      ['12 EUR', '12.000000'],
      ['(3.20)', '-3.200000'],
      ['.5', '0.500000'],
      ['0,123', '0.123000'],
      ['1.5E3', '1500.000000'],
      ['0.0000005', '0.000001'],
      ['-0.0000005', '-0.000001'],
    ];
    for (const [text, value] of written) expect([text, read(text)]).toEqual([text, value]);
  });

  it('with three digits after one mark is thousands unless that mark is the decimal one', () => {
    expect([read('1,234'), read('1,234', ','), read('1.234'), read('1.234', ',')]).toEqual([
      '1234.000000',
      '1.234000',
      '1.234000',
      '1234.000000',
    ]);
  });

  it('is none when it is anything else', () => {
    for (const text of ['', ' ', 'NaN', 'Infinity', '-Infinity', '0x10', '--1', '1-2', '12,34,5', '1e999', 'free', '1.2.3,4,5'])
      expect([text, read(text)]).toEqual([text, undefined]);
  });

  it('is exact: quantity times price never shows a binary fraction', () => {
    const exact = fc.property(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 99_999 }), (quantity, thousandths) => {
      const price = parseDecimal(decimalText(BigInt(thousandths), 3), '.');
      const pieces = parseDecimal(String(quantity), '.');
      expect(price && pieces && toDigits(multiply(price, pieces), 3)).toBe(BigInt(quantity) * BigInt(thousandths));
    });
    expect(() => fc.assert(exact)).not.toThrow();
  });
});
