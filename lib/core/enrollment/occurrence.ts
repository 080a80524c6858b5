import type { Enrollment, Json } from './enrollment.ts';
import type { LiveCampaign } from './program.ts';

/** A longer key is no id; it would not fit into the names of items and messages. */
export const longestKey = 128;

/** Keyed: the key itself the first time, then with a number, since message ids must differ between occurrences. */
export function occurrenceOf(
  campaign: LiveCampaign,
  occasion: { data: { [property: string]: Json }; occurrence: string },
  last: Enrollment | undefined,
): string | undefined {
  const { key } = campaign.entry;
  if (key === undefined) return encode(occasion.occurrence);
  const value = occasion.data[key];
  if ((typeof value !== 'string' && typeof value !== 'number') || String(value).length > longestKey) return undefined;
  return last === undefined ? encode(String(value)) : `${encode(String(value))}~${entriesOfKey(last) + 1}`;
}

function entriesOfKey({ occurrence }: Enrollment): number {
  const [, times] = /~(\d+)$/.exec(occurrence) ?? [];
  return times === undefined ? 1 : Number(times);
}

/** "#" parts the names of items and messages, "~" the times of a key. */
export function encode(text: string): string {
  // Mostly the one that was asked for last.
  if (text !== last.text) last = { text, encoded: encoded(text) };
  return last.encoded;
}

let last = { text: '', encoded: '' };

function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('~', '%7e');
}

/** Two values of a key, read as text: a number and its digits are the same. */
export function sameKey(one: Json | undefined, other: Json | undefined): boolean {
  return one !== undefined && other !== undefined && String(one) === String(other);
}
