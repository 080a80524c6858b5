import type { Instant } from '../../../lib/core/time.ts';
import type { Item } from '../../../lib/world.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { type ClaimEvent, claimBookOf, isContact } from './claim-book.ts';
import { addressIn, mapAt, textAt } from './image.ts';
import { clock, violates } from './verdict.ts';

/** An order is known everywhere so soon; what was decided before it may be called so much later. */
const knownAfter = 15_000;
const decidedWithin = 10_000;

/**
 * Promises beside the numbered invariants, counted to the second and the fifth: a campaign that is paused or cancelled calls
 * nobody, nor does one that she has left or whose goal she has reached; at the end no table holds an address of somebody erased.
 */
export const stopped: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const orders = new Map<string, { since: Instant; item: Item | undefined }>();
  const left = new Map<string, { at: Instant; occurrence: string; because: string }>();
  const erased = new Set<string>();
  const addresses = new Map<string, Set<string>>();

  function see(happening: Happening): Violation | undefined {
    for (const event of claims.read(happening)) {
      const wrong = event.kind === 'called' ? wrongCall(event) : undefined;
      if (wrong) return violates(happening, wrong.invariant, { what: wrong.what, about: event.kind === 'called' ? event.cid : '' });
    }
    if (happening.kind === 'write') for (const change of happening.changes) note(change, happening.at);
    return undefined;
  }

  function note(change: Change, at: Instant): void {
    const { key, after } = change;
    if (key.pk === 'ORDERS') orders.set(key.sk, { since: at, item: after });
    if (key.sk.startsWith('ENR#')) noteEnd(change, at);
    if (!isContact(change)) return;
    if (after?.erasedAt !== undefined) erased.add(key.pk);
    for (const address of [addressIn(after, 'email'), addressIn(after, 'sms')])
      if (address) addresses.set(key.pk, (addresses.get(key.pk) ?? new Set()).add(address));
  }

  function noteEnd({ key, after }: Change, at: Instant): void {
    const place = `${key.pk} ${key.sk}`;
    const enrollment = mapAt(after?.enrollment);
    const because = textAt(mapAt(enrollment.ended).because);
    if (because !== 'goal' && because !== 'exit' && because !== 'cancelled') left.delete(place);
    else if (!left.has(place)) left.set(place, { at, occurrence: String(enrollment.occurrence), because });
  }

  function wrongCall({ cid, id, call }: Extract<ClaimEvent, { kind: 'called' }>): { invariant: number; what: string } | undefined {
    const [campaign = '', occurrence = ''] = id.split('#');
    for (const name of [campaign, '*']) {
      const order = orders.get(name);
      if (order?.item?.pausedAt !== undefined && call.calledAt - order.since > knownAfter + decidedWithin)
        return { invariant: 2, what: `${id} was called, and ${name} is paused since ${clock(order.since)}` };
    }
    for (const place of [`${cid} ENR#${campaign}`, `${cid} ENR#${campaign}#${occurrence}`]) {
      const ended = left.get(place);
      if (ended?.occurrence === occurrence && call.calledAt - ended.at > 3 * decidedWithin)
        return { invariant: 5, what: `${id} was called, and she left at ${clock(ended.at)}: ${ended.because}` };
    }
    return undefined;
  }

  function end(state: EndState): Violation[] {
    if (erased.size === 0) return [];
    const planted = [...erased].flatMap((cid) => [...(addresses.get(cid) ?? [])].map((address) => ({ cid, address })));
    const kept = planted.filter(({ address, cid }) => !isElsewhere(address, cid));
    return (['customers', 'activities', 'relations', 'control'] as const).flatMap((table) =>
      [...state.items(table)].flatMap((item) => {
        const text = kept.length === 0 ? '' : JSON.stringify(item);
        return kept
          .filter(({ address }) => text.includes(address))
          .map(({ cid }) =>
            violates(state, 2, { what: `she was erased, and ${table} ${item.pk} ${item.sk} holds an address of hers`, about: cid }),
          );
      }),
    );
  }

  /** Whoever shares an address keeps it. */
  function isElsewhere(address: string, cid: string): boolean {
    return [...addresses].some(([other, known]) => other !== cid && !erased.has(other) && known.has(address));
  }
  return { see, end };
};
