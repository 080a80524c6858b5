import { closest, distance } from 'fastest-levenshtein';

/** A header, ready to be asked for columns by any spelling of their names. */
export interface Columns {
  names: string[];
  /** Index of the first column that bears one of these names; case, spaces, underscores and punctuation do not count. */
  find(names: string[]): number | undefined;
}

export function columnsOf(header: string[]): Columns {
  const byKey = new Map<string, number>();
  for (const [index, name] of header.entries()) if (!byKey.has(columnKey(name))) byKey.set(columnKey(name), index);
  return {
    names: header,
    find: (names) => names.map((name) => byKey.get(columnKey(name))).find((index) => index !== undefined),
  };
}

function columnKey(name: string): string {
  const bare = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return bare === '' ? name.trim() : bare;
}

/** `; did you mean "date"?` when one of the allowed is near enough to be a slip of the finger. */
export function didYouMean(given: string, allowed: string[]): string {
  if (allowed.length === 0) return '';
  const near = closest(
    given.toLowerCase(),
    allowed.map((name) => name.toLowerCase()),
  );
  const name = allowed.find((candidate) => candidate.toLowerCase() === near);
  return name !== undefined && distance(given.toLowerCase(), near) <= Math.max(2, given.length / 3) ? `; did you mean "${name}"?` : '';
}

export function quotedList(names: string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
