import type { DidLeaf, FieldLeaf, Predicate } from '../definition/predicate.ts';
import { parseMoney, unitOf } from '../definition/values.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { inMajorUnits, readMoney } from '../money.ts';
import { addDuration, durationOf, type Instant, instantText } from '../time.ts';
import { instantFrom } from './compare.ts';
import { valueText } from './explain.ts';
import type { TraceNode } from './test.ts';

interface Around {
  zone: string;
  now: Instant;
  /** What the condition must be. */
  wanted: boolean;
}

/** What a leaf found, as a person reads it: money and instants written out, consent by its name. */
export function foundInWords({ asked, found }: TraceNode, zone: string): string {
  if (asked.startsWith('consent.')) return found === true ? 'given' : found === false ? 'withdrawn' : 'never asked';
  if (found === undefined) return 'nothing';
  return valueText(found, asked, zone);
}

/** What would have to change for a leaf that is not as it must be. */
export function neededChange(predicate: Predicate | undefined, node: TraceNode, around: Around): string {
  if (predicate && 'segment' in predicate)
    return around.wanted ? `she must be put on the list "${predicate.segment}"` : 'she must be off the list';
  if (predicate && 'did' in predicate) return changeOfCount(predicate, node.found, around);
  if (!predicate || !('field' in predicate)) return around.wanted ? 'must be so' : 'must not be so';
  const consent = /^consent\.(email|sms)\.(.+)$/.exec(predicate.field);
  if (consent) return changeOfConsent(predicate, consent, around);
  if (!around.wanted) return node.verdict === undefined ? 'must be known, and not so' : 'must not be so';
  if (node.found === undefined && predicate.exists !== false) return `${predicate.field} must be known`;
  return changesOfField(predicate, node.found ?? null, around).join(', and ') || 'must be so';
}

function changeOfConsent({ is, exists }: FieldLeaf, [, channel, topic]: RegExpExecArray, { wanted }: Around): string {
  const by = channel === 'sms' ? 'by text message' : 'by e-mail';
  const given = (is ?? exists ?? true) === wanted;
  return given ? `she must opt in to ${topic} ${by}` : `she must opt out of ${topic} ${by}`;
}

function changeOfCount({ did, times, within }: DidLeaf, found: Json | undefined, { wanted }: Around): string {
  const { atLeast = times ? 0 : 1, atMost = Infinity } = times ?? {};
  if (!wanted) return `must not have been so often${within === undefined ? '' : `, or ${within} must pass`}`;
  if (typeof found !== 'number') return `it must be known how often she did ${did.activity}`;
  if (found < atLeast) return `${atLeast - found} more ${did.activity}`;
  return `${found - atMost} too many${within === undefined ? '' : `; they count for ${within}`}`;
}

function changesOfField(leaf: FieldLeaf, found: Json, { zone, now }: Around): string[] {
  const changes: string[] = [];
  const { is, has, atLeast, atMost, olderThan, newerThan, since, until } = leaf;
  if (leaf.exists === false) changes.push('nothing may be known of it');
  if (is !== undefined && found !== is) changes.push(`must be ${JSON.stringify(is)}`);
  if (has !== undefined) changes.push(`must hold ${JSON.stringify(has)}`);
  if (leaf.in && !leaf.in.some((value) => value === found))
    changes.push(`must be one of ${leaf.in.map((value) => JSON.stringify(value)).join(', ')}`);
  if (atLeast !== undefined) changes.push(...changeOfBound(atLeast, found, { more: true, name: leaf.field }));
  if (atMost !== undefined) changes.push(...changeOfBound(atMost, found, { more: false, name: leaf.field }));
  const at = instantFrom(found, zone);
  if (olderThan !== undefined && at !== undefined) {
    const from = addDuration(at, durationOf(olderThan), zone);
    if (from > now) changes.push(`time: it is so from ${instantText(from, zone)} on`);
  }
  if (newerThan !== undefined && at !== undefined) {
    const end = addDuration(at, durationOf(newerThan), zone);
    if (end <= now) changes.push(`something newer: it was so until ${instantText(end, zone)}`);
  }
  if (since !== undefined) changes.push(`must be on or after ${since}`);
  if (until !== undefined) changes.push(`must be on or before ${until}`);
  return changes;
}

/** Nothing where this bound is kept: another of the leaf is not. */
function changeOfBound(bound: number | string, found: Json, { more, name }: { more: boolean; name: string }): string[] {
  const text = `must be ${more ? 'at least' : 'at most'} ${bound}`;
  if (typeof bound === 'number') {
    if (typeof found !== 'number') return [text];
    const missing = more ? bound - found : found - bound;
    if (missing <= 0) return [];
    return [name === 'metrics.orders' || Number.isInteger(missing) ? `${missing} ${more ? 'more' : 'less'}` : text];
  }
  const money = readMoney(found);
  if (unitOf(bound) !== 'money' || !money) return [text];
  const wanted = parseMoney(bound);
  if (wanted.currency !== money.currency) return [text];
  const missing = more ? wanted.amount - money.amount : money.amount - wanted.amount;
  return missing <= 0 ? [] : [`${inMajorUnits(missing, money.currency)} ${more ? 'more' : 'less'}`];
}
