import { error, type Problem } from './problem.ts';
import type { Part } from './walk.ts';

interface NotYet {
  in: Part['part'];
  key: string;
  /** Only values that match; without it any. */
  value?: RegExp;
  /** Not where this key stands too. */
  without?: string;
  what: string;
}

/** What the grammar says and this version does not do yet. `check` refuses it, so that nothing is ever silently skipped. */
export const notYet: readonly NotYet[] = [
  { in: 'trigger', key: 'date', value: /^(points|score)\./, what: 'dates of points and scores' },
  { in: 'step', key: 'reward', what: 'rewards: points and coupons' },
  { in: 'step', key: 'waitUntil', value: /^best hour$/, what: 'waiting for the best hour' },
  { in: 'field', key: 'field', value: /^points\./, what: 'points' },
  { in: 'field', key: 'field', value: /^score\./, what: 'scores' },
];

/** "not yet supported" for every part that this version does not do. */
export function checkNotYet(parts: Part[]): Problem[] {
  return parts.flatMap((part) => {
    const value: object = part.value;
    const found = rowsFor(part).filter((row) => matches(row, value));
    return found.map((row) => notYetProblem(row, value, [...part.path, row.key]));
  });
}

function rowsFor(part: Part): NotYet[] {
  const rows = notYet.filter((row) => row.in === part.part);
  const activity = rows.filter((row) => part.part === 'event' && row.key === 'activity' && matches(row, part.value));
  return activity.length > 0 ? activity : rows;
}

function matches(row: NotYet, value: object): boolean {
  if (!Object.hasOwn(value, row.key) || (row.without !== undefined && Object.hasOwn(value, row.without))) return false;
  return row.value?.test(String(read(value, row.key))) ?? true;
}

function read(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function notYetProblem(row: NotYet, value: object, path: (string | number)[]): Problem {
  return error(path, `not yet supported: ${row.what}`, { given: read(value, row.key), atKey: true });
}
