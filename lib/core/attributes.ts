import type { Json } from './enrollment/enrollment.ts';
import { hash53 } from './experiment/hash.ts';
import { sortedByName } from './sorted-by-name.ts';
import type { Instant } from './time.ts';

/** What has attributes: their values, and which activity each stands from, `occurredAt#id` → names. */
interface Attributed {
  attributes: { [name: string]: Json };
  stamps: { [stamp: string]: string[] };
}

/** A longer text is a document, not an attribute, and is not kept. */
const longestAttribute = 160;

/** Sorts as the instants do; the id breaks ties, shortened when it is long. */
export function stampOf(at: Instant, id: string): string {
  const short = id.length <= 24 ? id : hash53(id).toString(36);
  return `${(at + 1e13).toString(36)}#${short}`;
}

/** Sets attributes, each unless a later stamp has set it already. */
export function setAttributes<Of extends Attributed>(profile: Of, values: Attributed['attributes'], stamp: string): Of {
  if (isEmpty(profile.stamps) && isEmpty(profile.attributes)) return firstAttributes(profile, values, stamp);
  const attributes: Attributed['attributes'] = { ...profile.attributes };
  const stampByName = new Map(Object.entries(profile.stamps).flatMap(([known, names]) => names.map((name) => [name, known])));
  for (const [name, value] of Object.entries(values)) {
    const known = stampByName.get(name);
    const tie = known === stamp && text(value) <= text(attributes[name] ?? null);
    if (name === '__proto__' || tie || (known !== undefined && known > stamp)) continue;
    stampByName.set(name, stamp);
    attributes[name] = attributeOf(value);
  }
  const stamps = noStamps();
  const inOrder = [...stampByName].sort(([a, one], [b, other]) => (one < other || (one === other && a < b) ? -1 : 1));
  for (const [name, known] of inOrder) stamps[known] = [...(stamps[known] ?? []), name];
  return { ...profile, attributes: sortedByName(attributes), stamps };
}

/** The same, where nothing is known that it could be compared with. */
function firstAttributes<Of extends Attributed>(profile: Of, values: Attributed['attributes'], stamp: string): Of {
  const names = Object.keys(values)
    .filter((name) => name !== '__proto__')
    .sort();
  const attributes: Attributed['attributes'] = {};
  for (const name of names) attributes[name] = attributeOf(values[name] ?? null);
  const stamps = noStamps();
  if (names.length > 0) stamps[stamp] = names;
  return { ...profile, attributes, stamps };
}

/** Without a prototype: no two customers have the same stamps, and V8 would keep a hidden class for each. */
function noStamps(): Attributed['stamps'] {
  return Object.create(null);
}

function attributeOf(value: Json): Json {
  // Short whatever its characters are written as.
  const isShort = typeof value === 'string' ? value.length <= longestAttribute / 8 : typeof value !== 'object';
  return isShort || text(value).length <= longestAttribute ? value : null;
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

function text(value: Json): string {
  return JSON.stringify(value);
}
