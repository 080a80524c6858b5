import type { Item } from '../../../lib/world.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { type ClaimEvent, claimBookOf } from './claim-book.ts';
import { listAt, mapAt, numberAt, sumOf, textAt } from './image.ts';
import { violates } from './verdict.ts';

const endings = ['sent', 'entered', 'unknown', 'suppressed', 'failed'] as const;

/** One run of a scheduled campaign. */
interface Run {
  targeted: Set<string>;
  heldOut: Set<string>;
  /** How many its pages name, the same customer twice counted twice. */
  named: number;
  item: Item | undefined;
}

/**
 * Invariant 7. A run closes once, when everybody it targeted is accounted for, and its books say the same as the records of its
 * messages; nobody stands on its pages twice, and the control group is called by nobody. Each message that did not go says why.
 */
export const books: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const runs = new Map<string, Run>();
  const records = new Map<string, Map<string, string>>();

  function runAt(name: string): Run {
    const known = runs.get(name) ?? { targeted: new Set(), heldOut: new Set(), named: 0, item: undefined };
    runs.set(name, known);
    return known;
  }

  function see(happening: Happening): Violation | undefined {
    for (const event of claims.read(happening)) {
      const wrong = event.kind === 'called' ? control(event) : undefined;
      if (wrong) return violates(happening, 7, wrong);
    }
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) {
      const wrong = wrongChange(change);
      if (wrong) return violates(happening, 7, { what: `${change.key.pk} ${change.key.sk}: ${wrong}`, about: change.key.pk });
    }
    return undefined;
  }

  function wrongChange(change: Change): string | undefined {
    const { key } = change;
    if (key.sk.startsWith('MSG#')) return recorded(change);
    if (key.pk.startsWith('PAGE#')) return selected(change);
    return key.pk.startsWith('RUN#') ? booked(change) : undefined;
  }

  function recorded({ key, after }: Change): string | undefined {
    if (!after) return undefined;
    const state = textAt(after.state) ?? '';
    const id = key.sk.split('#').slice(2).join('#');
    records.set(id, (records.get(id) ?? new Map()).set(key.pk, state));
    if (state !== 'sent' && !textAt(after.reason)) return `is ${state} for no reason`;
    return state === 'held' && numberAt(after.dueAt) === undefined ? 'is held for ever' : undefined;
  }

  function selected({ key, before, after }: Change): string | undefined {
    if (before) return 'a page was changed';
    const run = runAt(key.pk.slice('PAGE#'.length));
    const [cids, heldOut, failed] = [listAt(after?.cids), listAt(after?.heldOut), listAt(after?.failed)];
    for (const cid of [...cids, ...heldOut, ...failed]) {
      if (run.targeted.has(String(cid))) return `${String(cid)} was selected twice`;
      run.targeted.add(String(cid));
    }
    for (const cid of heldOut) run.heldOut.add(String(cid));
    run.named += cids.length + heldOut.length + failed.length;
    return undefined;
  }

  function booked({ key, before, after }: Change): string | undefined {
    const name = `${key.pk.slice('RUN#'.length)}#${key.sk}`;
    const run = runAt(name);
    run.item = after;
    if (before && before.number !== after?.number) return 'was started again';
    const [targeted, accounted] = [numberAt(after?.targeted) ?? 0, accountedIn(after)];
    if (accounted > targeted) return `accounts for ${accounted} of ${targeted}`;
    if (before?.status === 'closed') return 'was changed when it was closed';
    if (after?.status !== 'closed') return undefined;
    if (accounted !== targeted) return `was closed with ${accounted} of ${targeted} accounted for`;
    return run.named === targeted ? undefined : `was closed with ${targeted} targeted, its pages name ${run.named}`;
  }

  function control({ cid, id }: Extract<ClaimEvent, { kind: 'called' }>): { what: string; about: string } | undefined {
    const name = id.split('#').slice(0, 2).join('#');
    return runs.get(name)?.heldOut.has(cid) ? { what: `${id} was called, and she is in the control group`, about: cid } : undefined;
  }

  function end(state: EndState): Violation[] {
    return [...runs].flatMap(([name, { item }]) => {
      const what = item && item.status !== 'missed' ? wrongBooks(name, item) : undefined;
      return what ? [violates(state, 7, { what: `run ${name} ${what}`, about: name })] : [];
    });
  }

  function wrongBooks(name: string, item: Item): string | undefined {
    if (item.status !== 'closed') return `is still ${String(item.status)}: ${accountedIn(item)} of ${String(item.targeted)} accounted for`;
    if (typeof item.broadcast !== 'string') return undefined;
    const states = [...(records.get(`${name}#${item.broadcast}`)?.values() ?? [])];
    const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
    const tally = mapAt(item.tally);
    const out = (numberAt(tally.sent) ?? 0) + (numberAt(tally.unknown) ?? 0);
    if (out !== count('sent', 'unknown')) return `says ${out} sent or unknown, the records say ${count('sent', 'unknown')}`;
    const dropped = sumOf(Object.values(mapAt(tally.suppressed))) + sumOf(Object.values(mapAt(tally.failed)));
    return dropped < count('suppressed', 'failed')
      ? `says ${dropped} did not get it, the records say ${count('suppressed', 'failed')}`
      : undefined;
  }
  return { see, end };
};

function accountedIn(run: Item | undefined): number {
  const tally = mapAt(run?.tally);
  return sumOf(endings.flatMap((ending) => (typeof tally[ending] === 'number' ? [tally[ending]] : Object.values(mapAt(tally[ending])))));
}
