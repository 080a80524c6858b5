import type { EventPattern, FieldLeaf, Predicate } from '../definition/predicate.ts';

/** A condition as part of a sentence: "metrics.orders is at least 2 and she is in the segment vip". */
export function conditionWords(predicate: Predicate): string {
  if ('all' in predicate) return joined(predicate.all, ' and ');
  if ('any' in predicate) return joined(predicate.any, ' or ');
  if ('none' in predicate) return `none of this is true: ${predicate.none.map(inBrackets).join('; ')}`;
  if ('segment' in predicate) return `she is in the segment ${predicate.segment}`;
  if ('field' in predicate) return fieldWords(predicate);
  const { did, times, within } = predicate;
  const often = [
    ...(times?.atLeast === undefined ? [] : [`at least ${times.atLeast} times`]),
    ...(times?.atMost === undefined ? [] : [`at most ${times.atMost} times`]),
  ];
  return [`she did ${eventWords(did)}`, ...often, ...(within === undefined ? [] : [`in the last ${within}`])].join(' ');
}

/** What happens: "order.placed where … with the same basketId, in answer to the step offer". */
export function eventWords({ activity, where, same, step }: EventPattern): string {
  return [
    activity,
    ...(where ? [`where ${inBrackets(where)}`] : []),
    ...(same === undefined ? [] : [`with the same ${same}`]),
    ...(step === undefined ? [] : [`in answer to the step ${step}`]),
  ].join(' ');
}

function joined(parts: Predicate[], by: string): string {
  return parts.length === 1 ? parts.map(conditionWords).join('') : parts.map(inBrackets).join(by);
}

/** What has an "and" of its own stands in brackets. */
function inBrackets(predicate: Predicate): string {
  const words = conditionWords(predicate);
  return 'field' in predicate || 'segment' in predicate ? words : `(${words})`;
}

function fieldWords(leaf: FieldLeaf): string {
  const { field, within } = leaf;
  const asked = [
    ...(leaf.is === undefined ? [] : [`is ${valueWords(leaf.is)}`]),
    ...(leaf.in === undefined ? [] : [`is one of ${leaf.in.map(valueWords).join(', ')}`]),
    ...(leaf.has === undefined ? [] : [`holds ${valueWords(leaf.has)}`]),
    ...(leaf.exists === undefined ? [] : [leaf.exists ? 'is known' : 'is not known']),
    ...(leaf.atLeast === undefined ? [] : [`is at least ${leaf.atLeast}`]),
    ...(leaf.atMost === undefined ? [] : [`is at most ${leaf.atMost}`]),
    ...(leaf.olderThan === undefined ? [] : [`is longer ago than ${leaf.olderThan}`]),
    ...(leaf.newerThan === undefined ? [] : [`is less long ago than ${leaf.newerThan}`]),
    ...(leaf.since === undefined ? [] : [`is on or after ${leaf.since}`]),
    ...(leaf.until === undefined ? [] : [`is on or before ${leaf.until}`]),
  ];
  return `${field}${within === undefined ? '' : ` of the last ${within}`} ${asked.join(' and ')}`;
}

function valueWords(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}
