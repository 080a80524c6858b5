import { day, type Instant, localDate } from '../time.ts';
import type { Lot } from './account.ts';

/**
 * At most so many lots stand in an account. Beyond it those of the same day become one, to the latest moment among them; where
 * that is not enough, those of the same week, then month, quarter, year. So no point lasts, or waits, beyond the end of its period.
 */
export const mostLots = 60;

/** What can be spent, soonest ending first; nothing while something is owed. */
export interface Holding {
  lots: Lot[];
  owed: number;
}

/** Points in all. */
export function sumOf(lots: readonly Lot[]): number {
  return lots.reduce((sum, { points }) => sum + points, 0);
}

/** For comparing: a lot without an end comes last. */
export function endRank(until: Instant | null): number {
  return until ?? Infinity;
}

/** Puts points in: what is owed is paid first. `put` is what went into lots. Days are those of `zone`. */
export function putInto({ lots, owed }: Holding, lot: Lot, zone: string): Holding & { put: Lot[] } {
  const paid = Math.min(owed, lot.points);
  const rest = { ...lot, points: lot.points - paid };
  if (rest.points === 0) return { lots, owed: owed - paid, put: [] };
  return { lots: addLot(lots, rest, { sorting: byEnd, zone }), owed: owed - paid, put: [rest] };
}

/** Takes points out, those that end first first; never more than there are. */
export function takeOut(lots: readonly Lot[], points: number): { lots: Lot[]; taken: Lot[] } {
  return takeWhere(lots, points, () => true);
}

/** Takes points back: from lots of the same end first, then from others, and what is not there is owed. */
export function takeBack(holding: Holding, lot: Lot): Holding & { taken: Lot[] } {
  const own = takeWhere(holding.lots, lot.points, ({ until }) => until === lot.until);
  const others = takeOut(own.lots, lot.points - sumOf(own.taken));
  const taken = [...own.taken, ...others.taken];
  return { lots: others.lots, owed: holding.owed + lot.points - sumOf(taken), taken };
}

/** Adds points that cannot be spent yet; earliest first. Days are those of `zone`. */
export function addPending(pending: readonly Lot[], lot: Lot, zone: string): Lot[] {
  return addLot(pending, lot, { sorting: byStart, zone });
}

/** Takes points that cannot be spent yet: of the same moment first, or of what that was merged into; never more than there are. */
export function takePending(pending: readonly Lot[], lot: Lot): { lots: Lot[]; taken: Lot[] } {
  return takeWhere(
    pending,
    lot.points,
    ({ from, until }) => from > lot.from || (from === lot.from && endRank(until) >= endRank(lot.until)),
  );
}

function takeWhere(lots: readonly Lot[], points: number, fits: (lot: Lot) => boolean): { lots: Lot[]; taken: Lot[] } {
  const left: Lot[] = [];
  const taken: Lot[] = [];
  let wanted = points;
  for (const lot of lots) {
    const some = fits(lot) ? Math.min(wanted, lot.points) : 0;
    wanted -= some;
    if (some > 0) taken.push({ ...lot, points: some });
    if (some < lot.points) left.push({ ...lot, points: lot.points - some });
  }
  return { lots: left, taken };
}

interface Sorting {
  compare(a: Lot, b: Lot): number;
  /** The instants by which lots of the same days, weeks and so on become one. */
  moments(lot: Lot): (Instant | null)[];
  /** When the points of both can be spent. */
  from(a: Lot, b: Lot): Instant;
}

const byEnd: Sorting = {
  compare: (a, b) => ranked(endRank(a.until), endRank(b.until)),
  // The last moment of a day, not the first of the next one.
  moments: ({ until }) => [until === null ? null : until - 1],
  from: (a, b) => Math.min(a.from, b.from),
};
const byStart: Sorting = {
  compare: (a, b) => a.from - b.from || ranked(endRank(a.until), endRank(b.until)),
  moments: ({ from, until }) => [from, until === null ? null : until - 1],
  from: (a, b) => Math.max(a.from, b.from),
};

function ranked(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function addLot(lots: readonly Lot[], lot: Lot, { sorting, zone }: { sorting: Sorting; zone: string }): Lot[] {
  const same = lots.find((known) => sorting.compare(known, lot) === 0);
  if (same) return lots.map((known) => (known === same ? merged(known, lot, sorting) : known));
  const all = [...lots, lot].sort(sorting.compare);
  if (all.length <= mostLots) return all;
  for (const period of periods) {
    const fewer = byPeriod(all, { sorting, name: (at) => (at === null ? 'never' : period(localDate(at, zone))) });
    if (fewer.length <= mostLots) return fewer;
  }
  return byPeriod(all, { sorting, name: (at) => (at === null ? 'never' : '') });
}

/** Lots whose moments lie in the same periods are one. */
function byPeriod(lots: readonly Lot[], { sorting, name }: { sorting: Sorting; name: (at: Instant | null) => string }): Lot[] {
  const found = new Map<string, Lot>();
  for (const lot of lots) {
    const period = sorting.moments(lot).map(name).join(' ');
    const known = found.get(period);
    found.set(period, known ? merged(known, lot, sorting) : lot);
  }
  return [...found.values()].sort(sorting.compare);
}

/** From narrow to wide, by a local date: the day, the week from Monday, the month, the quarter, the year. */
const periods: ((date: string) => string)[] = [
  (date) => date,
  (date) => `${Math.floor((Date.parse(date) / day + 3) / 7)}`,
  (date) => date.slice(0, 7),
  (date) => `${date.slice(0, 4)} ${Math.ceil(Number(date.slice(5, 7)) / 3)}`,
  (date) => date.slice(0, 4),
];

function merged(a: Lot, b: Lot, { from }: Sorting): Lot {
  const until = a.until === null || b.until === null ? null : Math.max(a.until, b.until);
  return { points: a.points + b.points, from: from(a, b), until };
}
