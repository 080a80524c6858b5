/** An exact decimal: `units` × 10^-`digits`. Money is never a binary fraction before it is whole minor units. */
export interface Decimal {
  units: bigint;
  digits: number;
}

export type DecimalMark = '.' | ',';

/** Amounts are staged in millionths of the major unit: exact for any price list, and a day's turnover still fits 64 bits. */
export const stagedDigits = 6;

/** No line of an order is worth ten thousand million; what says so is a phone number in the wrong column. */
const largest = 10n ** 10n;

const number = /^(?<sign>[+-]?)(?<body>\d[\d.,'\s]*|[.,]\d+)(?:[eE](?<exponent>[+-]?\d{1,2}))?$/;
const plain = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const thousandsOrNot = /^[1-9]\d{0,2}[.,]\d{3}$/;
const grouped = { '.': /^\d{1,3}(?:[,'\s]\d{3})*$/, ',': /^\d{1,3}(?:[.'\s]\d{3})*$/ };

/**
 * Reads a number as people and programs write it: `12.50`, `1,234.50`, `1.234,50`, `£12.50`, `(12.50)`, `1E3`.
 * `mark` decides only what nothing else decides: whether the last three digits of `1,234` are thousands.
 * Returns undefined for anything else, NaN and Infinity included.
 */
export function parseDecimal(text: string, mark: DecimalMark): Decimal | undefined {
  if (mark === '.' && plain.test(text)) return fromPlain(text);
  const { match, negative } = matchOf(text);
  if (!match?.groups) return undefined;
  const { sign, body, exponent } = match.groups;
  const split = splitAtMark(body ?? '', mark);
  if (!split) return undefined;
  const value = shift({ units: BigInt(split.whole + split.fraction), digits: split.fraction.length }, Number(exponent ?? 0));
  return sign === '-' || negative ? { ...value, units: -value.units } : value;
}

/** What is left without currency and brackets. */
function matchOf(text: string): { match: RegExpExecArray | null; negative: boolean } {
  const bare = text.replace(/^(-?)\s*(?:[A-Z]{3}|\p{Sc})\s*|\s*(?:[A-Z]{3}|\p{Sc})$/gu, '$1').trim();
  const inner = /^\((.+)\)$/.exec(bare)?.[1];
  return { match: number.exec(inner ?? bare), negative: inner !== undefined };
}

/** The decimal mark that a number shows; `either` where its last three digits may be thousands, undefined where it shows none. */
export function markIn(text: string): DecimalMark | 'either' | undefined {
  const body = matchOf(text).match?.groups?.body ?? '';
  return thousandsOrNot.test(body) ? 'either' : markOf(body, '.');
}

function fromPlain(text: string): Decimal {
  const at = text.indexOf('.');
  return at < 0
    ? { units: BigInt(text), digits: 0 }
    : { units: BigInt(text.slice(0, at) + text.slice(at + 1)), digits: text.length - at - 1 };
}

function splitAtMark(body: string, mark: DecimalMark): { whole: string; fraction: string } | undefined {
  const used = markOf(body, mark);
  const at = used === undefined ? -1 : body.lastIndexOf(used);
  const whole = at < 0 ? body : body.slice(0, at);
  const fraction = at < 0 ? '' : body.slice(at + 1);
  const other = used ?? mark;
  if (!/^\d*$/.test(fraction) || !(/^\d*$/.test(whole) || grouped[other].test(whole))) return undefined;
  return { whole: whole.replace(/\D/g, '') || '0', fraction };
}

/** Which of the two stands before the fraction, if there is one. */
function markOf(body: string, mark: DecimalMark): DecimalMark | undefined {
  const dot = body.lastIndexOf('.');
  const comma = body.lastIndexOf(',');
  if (dot < 0 && comma < 0) return undefined;
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const found = dot >= 0 ? '.' : ',';
  if (body.indexOf(found) !== body.lastIndexOf(found)) return found === '.' ? ',' : '.';
  return found === mark || !thousandsOrNot.test(body) ? found : mark;
}

/** True when the text can only be read with a decimal comma, such as `12,50`: the sign by which a file's habit is known. */
export function hasDecimalComma(text: string): boolean {
  return /^[^.]*,\d{1,2}$|^[^.]*,\d{4,}$|\d\.\d{3},\d+$/.test(text.trim());
}

function shift(value: Decimal, exponent: number): Decimal {
  const digits = value.digits - exponent;
  return digits >= 0 ? { units: value.units, digits } : { units: value.units * 10n ** BigInt(-digits), digits: 0 };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, digits: a.digits + b.digits };
}

/** Rounded half away from zero to so many digits. */
export function toDigits(value: Decimal, digits: number): bigint {
  if (value.digits <= digits) return value.units * 10n ** BigInt(digits - value.digits);
  const divisor = 10n ** BigInt(value.digits - digits);
  const half = value.units < 0n ? -divisor / 2n : divisor / 2n;
  return (value.units + half) / divisor;
}

/** Whether the amount is of a size that an order line can have. */
export function isPlausible(value: Decimal): boolean {
  const units = value.units < 0n ? -value.units : value.units;
  return units <= largest * 10n ** BigInt(value.digits);
}

/** `891140790` minor units with 2 digits → `"8911407.90"`. */
export function decimalText(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = units < 0n ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}
