import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResponseCode, responseCode } from '../../lib/store/response-codes.ts';

const keyOf = (letter: string, kid = letter) => ({ kid, secret: letter.repeat(40) });
const ours = { pepper: 'p'.repeat(40), tokens: [keyOf('s')] };
const numbers = fc.oneof(fc.nat(20), fc.nat(2 ** 24 - 1));
const places = fc.tuple(numbers, numbers, numbers, numbers).map((parts) => parts.join('.'));

describe('a personal code', () => {
  it('stands for its place, however it is typed, and for no other', () => {
    fc.assert(
      fc.property(places, places, (place, other) => {
        const code = responseCode(ours, place);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2,}$/);
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
        for (const text of [code, typed, code.replaceAll('-', '')]) expect(readResponseCode(ours, text)).toBe(place);
        if (other !== place) expect(responseCode(ours, other)).not.toBe(code);
      }),
    );
  });

  it('is read by no other installation, and still by this one when it has a newer key', () => {
    fc.assert(
      fc.property(places, (place) => {
        const code = responseCode(ours, place);
        expect(readResponseCode({ ...ours, tokens: [keyOf('t')] }, code)).toBeUndefined();
        expect(readResponseCode({ ...ours, tokens: [keyOf('n'), ...ours.tokens] }, code)).toBe(place);
      }),
    );
  });

  it('is refused when one digit is another', () => {
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    fc.assert(
      fc.property(places, fc.nat(), fc.constantFrom(...digits), (place, at, digit) => {
        const code = responseCode(ours, place).replaceAll('-', '');
        const index = at % code.length;
        const forged = code.slice(0, index) + digit + code.slice(index + 1);
        if (forged !== code) expect(readResponseCode(ours, forged)).toBeUndefined();
      }),
    );
  });

  it('is read from any text without an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(readResponseCode(ours, text)).toBeUndefined();
      }),
    );
  });

  it('is short for the usual place, and is made for a place only', () => {
    expect(responseCode(ours, '12.3.0.417')).toHaveLength(19);
    for (const place of ['12.3.0', '1.2.3.4.5', '1.2.3.x', '-1.0.0.0', '0.0.0.16777216'])
      expect(() => responseCode(ours, place)).toThrow('is no place in a run');
  });
});
