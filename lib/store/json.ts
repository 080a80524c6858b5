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
