import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clone, compareUtf8, copyValue, equalValues, sizeOf } from '../../lib/memory/values.ts';

describe('values in memory', () => {
  it('are ordered as their UTF-8 bytes are', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(fc.property(text, text, (a, b) => Math.sign(compareUtf8(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  it('are copied whole, and equal to their copy', () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('""'));
    const safe = json.filter(
      (value) => !/e\+?\d\d|\d{16}|e-\d{3}/.test(JSON.stringify(value)) && !JSON.stringify(value).includes('__proto__'),
    );
    fc.assert(
      fc.property(safe, (given) => {
        const value = given as Parameters<typeof clone>[0];
        expect(copyValue(value, 'x')).toEqual(JSON.parse(JSON.stringify(value)));
        expect(equalValues(clone(value), copyValue(value, 'x'))).toBe(true);
      }),
    );
  });

  it.each([
    ['', 0],
    ['é😀', 6],
    [0, 2],
    [1299, 3],
    [-1299, 4],
    [0.5, 2],
    [true, 1],
    [null, 1],
    [[], 3],
    [['a', 1], 8],
    [{ ab: 'c' }, 7],
  ])('%j counts %d bytes', (value, bytes) => {
    expect(sizeOf(value)).toBe(bytes);
  });

  it('have no negative zero', () => {
    expect(Object.is(copyValue(-0, 'x'), 0)).toBe(true);
  });
});
