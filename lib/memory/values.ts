import type { Value } from '../world.ts';

/** What DynamoDB answers with when a request can never succeed: the caller has a programming error. */
export class ValidationException extends Error {
  override name = 'ValidationException';
}

export type Attributes = { [name: string]: Value };

const deepest = 32;
const smallest = 1e-130;

export function isMap(value: Value | undefined): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deep copy. Throws on whatever DynamoDB cannot hold: undefined, NaN, integers beyond 2^53 − 1, class instances, 33 levels. */
export function copyValue(value: Value, place: string, depth = 0): Value {
  if (depth > deepest) throw new ValidationException(`${place} is nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) return value.map((element, index) => copyValue(element, `${place}[${index}]`, depth + 1));
  if (typeof value === 'number') return copyNumber(value, place);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (isMap(value) && isPlain(value)) return copyMap(value, place, depth + 1);
  throw new ValidationException(`${place} is ${describe(value)}: a table holds strings, numbers, booleans, null, lists and maps`);
}

export function copyMap(map: Attributes, place: string, depth = 0): Attributes {
  const copy: Attributes = {};
  for (const [name, value] of Object.entries(map)) {
    if (name === '') throw new ValidationException(`${place} has an attribute with an empty name`);
    copy[name] = copyValue(value, `${place}.${name}`, depth);
  }
  return copy;
}

/** A deep copy of what was checked before. */
export function clone<T extends Value>(value: T): T;
export function clone(value: Value): Value {
  if (Array.isArray(value)) return value.map((element) => clone(element));
  if (!isMap(value)) return value;
  const copy: Attributes = {};
  for (const name in value) copy[name] = clone(value[name] ?? null);
  return copy;
}

function copyNumber(value: number, place: string): number {
  if (!Number.isFinite(value)) throw new ValidationException(`${place} is ${value}, which is no number that a table can hold`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new ValidationException(`${place} is ${value}, beyond 2^53 - 1, where numbers lose digits`);
  if (value !== 0 && Math.abs(value) < smallest) throw new ValidationException(`${place} is ${value}, smaller than 1e-130`);
  return value === 0 ? 0 : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `of the class ${value.constructor.name}` : `${typeof value} (${String(value)})`;
}

/** Deep equality as DynamoDB's `=` sees it: maps have no order, lists have one, types must agree. */
export function equalValues(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((element, index) => equalValues(element, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equalValues(a[name], b[name]));
}

/** Bytes as DynamoDB counts an item: names and texts as UTF-8, numbers by digits, a list or a map 3 and 1 for each entry. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return sizeOfNumber(value);
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, element) => sum + 1 + sizeOf(element), 0);
  return isMap(value) ? 3 + Object.keys(value).length + sizeOfAttributes(value) : 1;
}

export function sizeOfAttributes(map: Attributes): number {
  return Object.entries(map).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);
}

function sizeOfNumber(value: number): number {
  const digits = Number.isSafeInteger(value)
    ? digitsOf(Math.abs(value))
    : (value.toExponential().split('e')[0]?.replace(/\D/g, '').length ?? 0);
  return 1 + Math.ceil(digits / 2) + (value < 0 ? 1 : 0);
}

/** Of a whole number, without the zeros at its end. */
function digitsOf(whole: number): number {
  let rest = whole;
  while (rest !== 0 && rest % 10 === 0) rest /= 10;
  let digits = 1;
  for (; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
  return digits;
}

/** Orders texts by their UTF-8 bytes, as sort keys are; JavaScript's own order differs above U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Halves of characters above U+FFFF come after all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
