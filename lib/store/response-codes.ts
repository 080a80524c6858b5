import { createHmac } from 'node:crypto';
import type { Secrets } from './secrets.ts';
import { isEqual } from './tokens.ts';

/** Crockford's base 32: no I, L, O or U, which are misread. https://www.crockford.com/base32.html */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const group = 4;
/** 8 digits of 5 bits: a code that was made up is right once in a million million times. */
const shortestMac = 8;
/** Run, segment, page and index, each up to six digits, and the longest MAC. */
const longestCode = 36;
const largest = 2 ** 24;

/**
 * The personal code of a recipient, such as "C6K8-0HS2-9XQT-4N7B", computed from her place in a run, "12.3.0.417", and a key
 * of this installation; nothing is stored. Throws a RangeError for what is no place.
 */
export function responseCode({ tokens }: Secrets, place: string): string {
  const [newest] = tokens;
  if (!newest) throw new Error('this installation has no key to make codes with');
  return grouped(codeOf(place, newest.secret));
}

/** A code as it was printed, however it was typed. */
export function printedCode(text: string): string {
  return grouped(normalCode(text));
}

/** So that it can be read to somebody: "7K2M9QXT" is "7K2M-9QXT". */
export function grouped(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * The place that a code stands for; nothing for a code that this installation did not make. Small letters, blanks, hyphens and
 * the letters O, I and L instead of digits are forgiven. Compares in constant time.
 */
export function readResponseCode({ tokens, forAnswers = [] }: Secrets, text: string): string | undefined {
  const code = normalCode(text);
  const place = code.length > longestCode ? undefined : placeOf(code);
  if (place === undefined) return undefined;
  const genuine = [...tokens, ...forAnswers].map(({ secret }) => isEqual(code, codeOf(place, secret)));
  return genuine.includes(true) ? place : undefined;
}

/** One spelling of what was typed: without blanks and hyphens, in capitals, with digits for the letters that look like them. */
export function normalCode(text: string): string {
  return text
    .slice(0, 4 * longestCode)
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** The place in digits, then as much of the MAC as fills the last group. */
function codeOf(place: string, secret: string): string {
  const numbers = place.split('.').map(Number);
  if (numbers.length !== 4 || !numbers.every((each) => Number.isInteger(each) && each >= 0 && each < largest))
    throw new RangeError(`"${place}" is no place in a run`);
  const start = numbers.map(digitsOf).join('');
  const mac = createHmac('sha256', secret).update(`code.${place}`).digest();
  const room = shortestMac + ((group - ((start.length + shortestMac) % group)) % group);
  return start + digitsFrom(mac.subarray(0, room));
}

/** One digit, five bits, for each byte. */
export function digitsFrom(bytes: Uint8Array): string {
  return [...bytes].map((byte) => digits[byte % 32]).join('');
}

/** Four bits a digit, lowest first; the fifth bit says that another one follows. */
function digitsOf(number: number): string {
  const low = number % 16;
  const rest = Math.floor(number / 16);
  return rest === 0 ? (digits[low] ?? '') : `${digits[low + 16]}${digitsOf(rest)}`;
}

function placeOf(code: string): string | undefined {
  const numbers: number[] = [];
  let [number, weight] = [0, 1];
  for (const digit of code) {
    const value = digits.indexOf(digit);
    if (value < 0 || weight > largest) return undefined;
    number += (value % 16) * weight;
    weight *= 16;
    if (value >= 16) continue;
    if (number >= largest) return undefined;
    numbers.push(number);
    [number, weight] = [0, 1];
    if (numbers.length === 4) return numbers.join('.');
  }
  return undefined;
}
