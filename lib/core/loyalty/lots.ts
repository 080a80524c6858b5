import type { Instant } from '../time.ts';
import type { Lot } from './account.ts';

/** At most so many lots stand in an account; beyond it neighbours become one, to the later end. */
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
  return until ?? Number.POSITIVE_INFINITY;
}

/** Puts points in: what is owed is paid first. `put` is what went into lots. */
export function putInto({ lots, owed }: Holding, lot: Lot): Holding & { put: Lot[] } {
  const paid = Math.min(owed, lot.points);
  const rest = { ...lot, points: lot.points - paid };
  return rest.points === 0 ? { lots, owed: owed - paid, put: [] } : { lots: addLot(lots, rest, byEnd), owed: owed - paid, put: [rest] };
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

/** Adds points that cannot be spent yet; earliest first. */
export function addPending(pending: readonly Lot[], lot: Lot): Lot[] {
  return addLot(pending, lot, byStart);
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
  rank(lot: Lot): number;
  compare(a: Lot, b: Lot): number;
}

const byEnd: Sorting = {
  rank: ({ until }) => endRank(until),
  compare: (a, b) => ranked(endRank(a.until), endRank(b.until)),
};
const byStart: Sorting = {
  rank: ({ from }) => from,
  compare: (a, b) => a.from - b.from || ranked(endRank(a.until), endRank(b.until)),
};

function ranked(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function addLot(lots: readonly Lot[], lot: Lot, sorting: Sorting): Lot[] {
  const same = lots.find((known) => sorting.compare(known, lot) === 0);
  if (same) return lots.map((known) => (known === same ? merged(known, lot, Math.min(known.from, lot.from)) : known));
  const all = [...lots, lot].sort(sorting.compare);
  if (all.length <= mostLots) return all;
  const gaps = all.slice(1).map((next, index) => sorting.rank(next) - sorting.rank(all[index] ?? next));
  const nearest = gaps.indexOf(Math.min(...gaps));
  return all.flatMap((known, index) => {
    const next = all[index + 1];
    if (index === nearest && next) return [merged(known, next, next.from)];
    return index === nearest + 1 ? [] : [known];
  });
}

function merged(a: Lot, b: Lot, from: Instant): Lot {
  const until = a.until === null || b.until === null ? null : Math.max(a.until, b.until);
  return { points: a.points + b.points, from, until };
}
