import type { Value } from '../world.ts';

/** Domain objects are JSON-safe; the way through text drops what is `undefined`, which a table refuses. */
export function toJson(value: object): { [name: string]: Value } {
  return JSON.parse(JSON.stringify(value));
}

/** Items were written by `toJson` of this version's types; what changes their shape must migrate them. */
export function fromJson<T>(value: Value | undefined): T {
  if (value === undefined || value === null || typeof value !== 'object') throw new Error('a stored item lacks its body');
  return value as T;
}

/** The same with its names in this order, if one is known: a table forgets that of a map. */
export function inOrder<T>(record: { [name: string]: T }, names: string[] = []): { [name: string]: T } {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => names.indexOf(one) - names.indexOf(other)));
}
