import type { Item, Value } from '../../../lib/world.ts';

type Attributes = { readonly [name: string]: Value };
const empty: Attributes = {};

/** A map inside an item; empty when there is none. */
export function mapAt(value: Value | undefined): Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : empty;
}

/** A list inside an item; empty when there is none. */
export function listAt(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

export function numberAt(value: Value | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function textAt(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The sum of the numbers of a map, or of a member of each entry of a list. */
export function sumOf(values: Iterable<Value | undefined>): number {
  let sum = 0;
  for (const value of values) sum += numberAt(value) ?? 0;
  return sum;
}

/** The consent of a contact: above 0 given, below 0 withdrawn, both as an instant; 0 = never asked. */
export function consentIn(contact: Item | undefined, channel: string, topic: string): number {
  return numberAt(mapAt(mapAt(contact?.cons)[channel])[topic]) ?? 0;
}

/** Why nothing goes to a contact by a channel; undefined when something may. */
export function suppressionIn(contact: Item | undefined, channel: string): string | undefined {
  return textAt(mapAt(mapAt(contact?.sup)[channel]).reason);
}

/** The address of a contact for a channel. */
export function addressIn(contact: Item | undefined, channel: string): string | undefined {
  return textAt(channel === 'sms' ? contact?.phone : contact?.email);
}
