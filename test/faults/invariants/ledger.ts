import type { Item, Value } from '../../../lib/world.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { isContact } from './claim-book.ts';
import { listAt, mapAt, numberAt, sumOf, textAt } from './image.ts';
import { violates } from './verdict.ts';

/** The points of one customer in one program, as the lines of her ledger add up. */
interface Sums {
  points: number;
  pending: number;
  account: Item | undefined;
  lines: Set<string>;
}

/**
 * Invariant 6. At each commit that touches an account, the lines of its ledger add up to its lots less what is owed, and to what
 * is pending; no lot is negative, no line is changed or repeated; an order earns once and gives back at most what it earned; a
 * redemption takes its points once and is settled once, with the line that gives them back where they go back.
 */
export const ledger: CheckerOf = (): Checker => {
  const all = new Map<string, Sums>();
  const erased = new Set<string>();

  function see(happening: Happening): Violation | undefined {
    if (happening.kind !== 'write') return undefined;
    const touched = new Set<string>();
    for (const change of happening.changes) {
      const { key } = change;
      if (isContact(change) && change.after?.erasedAt !== undefined) erased.add(key.pk);
      const kind = key.sk.slice(0, 4);
      if (kind !== 'LED#' && kind !== 'ORD#' && kind !== 'LOY#' && kind !== 'RDM#') continue;
      if (key.pk.startsWith('A#') || key.table === 'control' || erased.has(key.pk)) continue;
      const place = `${key.pk} ${key.sk.split('#')[1] ?? ''}`;
      touched.add(place);
      const wrong = wrongChange(kind, change, { sums: sumsAt(place), changes: happening.changes });
      if (wrong) return violates(happening, 6, { what: `${key.sk}: ${wrong}`, about: key.pk });
    }
    for (const place of touched) {
      const what = unbalanced(sumsAt(place));
      if (what) return violates(happening, 6, { what: `${place.split(' ')[1]}: ${what}`, about: place.split(' ')[0] ?? '' });
    }
    return undefined;
  }

  function sumsAt(place: string): Sums {
    const known = all.get(place) ?? { points: 0, pending: 0, account: undefined, lines: new Set() };
    all.set(place, known);
    return known;
  }

  function end(state: EndState): Violation[] {
    const found: Violation[] = [];
    for (const [place, sums] of all) {
      const what = erased.has(place.split(' ')[0] ?? '') ? undefined : unbalanced(sums);
      if (what) found.push(violates(state, 6, { what, about: place.split(' ')[0] ?? '' }));
    }
    return found;
  }
  return { see, end };
};

function wrongChange(
  kind: string,
  { key, before, after }: Change,
  { sums, changes }: { sums: Sums; changes: Change[] },
): string | undefined {
  if (kind === 'LOY#') {
    sums.account = after;
    return undefined;
  }
  if (kind === 'RDM#') return wrongRedemption({ key, before, after }, changes);
  const wrong = wrongLine(before?.entry, after?.entry, sums);
  return wrong ?? (kind === 'ORD#' ? wrongOrder(mapAt(before?.points), mapAt(after?.points)) : undefined);
}

function wrongLine(before: Value | undefined, after: Value | undefined, sums: Sums): string | undefined {
  const line = mapAt(after);
  if (before !== undefined) return JSON.stringify(before) === JSON.stringify(after) ? undefined : 'a line of the ledger was changed';
  if (after === undefined) return undefined;
  const id = String(line.id);
  if (sums.lines.has(id)) return `the line ${id} was entered twice`;
  sums.lines.add(id);
  sums.points += numberAt(line.points) ?? 0;
  sums.pending += numberAt(line.pending) ?? 0;
  return undefined;
}

function wrongOrder(before: ReturnType<typeof mapAt>, after: ReturnType<typeof mapAt>): string | undefined {
  if (before.earned !== undefined && JSON.stringify(before.earned) !== JSON.stringify(after.earned)) return 'the order earned again';
  const [taken, earned] = [numberAt(after.takenBack) ?? 0, numberAt(mapAt(after.earned).points) ?? 0];
  if (taken < (numberAt(before.takenBack) ?? 0)) return 'what was taken back came again';
  return taken > earned ? `${taken} points were taken back of ${earned}` : undefined;
}

function wrongRedemption({ before, after }: Change, changes: Change[]): string | undefined {
  const [was, is] = [textAt(before?.status), textAt(after?.status)];
  const lines = changes.filter(({ key }) => key.sk.startsWith('LED#')).map((change) => textAt(mapAt(change.after?.entry).kind));
  if (was !== undefined && was !== 'reserved' && was !== is) return `was ${was} and is ${is ?? 'gone'}`;
  if (was === undefined && !lines.includes('spent')) return 'was reserved, and its points were not taken';
  if (was === 'reserved' && (is === 'cancelled' || is === 'expired') && !lines.includes('returned'))
    return `is ${is}, and its points did not go back`;
  return undefined;
}

function unbalanced({ points, pending, account }: Sums): string | undefined {
  if (!account) return undefined;
  const { lots, owed, pending: waiting } = mapAt(account.account);
  const inLots = listAt(lots).map((lot) => mapAt(lot).points);
  const isWaiting = listAt(waiting).map((lot) => mapAt(lot).points);
  if ([...inLots, ...isWaiting, owed].some((one) => (numberAt(one) ?? 0) < 0)) return 'a lot is negative';
  if ((numberAt(owed) ?? 0) > 0 && sumOf(inLots) > 0) return 'points are owed while there are some';
  const balance = sumOf(inLots) - (numberAt(owed) ?? 0);
  if (balance !== points) return `the account holds ${balance} points, its ledger adds up to ${points}`;
  return sumOf(isWaiting) === pending ? undefined : `${sumOf(isWaiting)} points are pending, the ledger adds up to ${pending}`;
}
