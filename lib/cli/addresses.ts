import { valueAt } from '../core/definition/parse.ts';
import type { JsonPath } from '../core/definition/problem.ts';

/** No matching of backtracking form: each side is bounded. */
const email = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}/g;
const phone = /(?<![\w+])\+[1-9][0-9 ()-]{6,18}[0-9](?!\w)/g;

/** In a page of text a few addresses are the shop's own; in a table one is a customer's. */
const tables = /\.(csv|tsv|psv|txt|xlsx?|ods|jsonl|ndjson|dat|gz|zip|vcf|ldif|sql)$/i;
const fewAddresses = 5;

/** True when a file that is no definition seems to hold customers' addresses. */
export function holdsAddresses(file: string, text: string): boolean {
  const found = new Set([...(text.match(email) ?? []), ...(text.match(phone) ?? [])]);
  return found.size >= (tables.test(file) ? 1 : fewAddresses);
}

/** Places of definitions in which an address is a colleague's or the shop's own. */
const ownKeys = ['owner', 'sender', 'emails', 'proofs', 'note', 'footer', '$schema', 'subject', 'preheader', 'sms'];

/** Every text inside a definition that is an address and stands where none of the shop's own belongs. */
function addressesIn(value: unknown, path: JsonPath = []): JsonPath[] {
  if (typeof value === 'string') return value.match(email) || value.match(phone) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => addressesIn(each, [...path, index]));
  return Object.entries(value).flatMap(([key, each]) => (ownKeys.includes(key) ? [] : addressesIn(each, [...path, key])));
}

/** Domains that nobody has, https://www.rfc-editor.org/rfc/rfc2606: an address of theirs is invented. */
const invented = /\.(example|invalid|test)$|@example\.(com|net|org)$/;

/** The same for a file of a kind: in a scenario people are invented, so their addresses may be too. */
export function strayAddresses(value: unknown, kind: string): JsonPath[] {
  const found = addressesIn(value);
  if (kind !== 'scenario') return found;
  return found.filter((path) => {
    const text = String(valueAt(value, path));
    const addresses = text.match(email) ?? [];
    return text.match(phone) !== null || !addresses.every((address) => invented.test(address));
  });
}
