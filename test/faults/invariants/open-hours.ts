import type { Instant } from '../../../lib/core/time.ts';
import type { Item } from '../../../lib/world.ts';
import type { Checker, CheckerOf } from '../checker.ts';
import type { Change, Violation } from '../history.ts';
import { type ClaimEvent, claimBookOf, isContact } from './claim-book.ts';
import { clock, violates } from './verdict.ts';
import { isOpen, type Whereabouts, whereaboutsOf } from './whereabouts.ts';

type Called = Extract<ClaimEvent, { kind: 'called' }>;

/** So long before its call a message may have been decided on: the decision and the claim are good for five seconds each. */
const decidedWithin = 10_000;
const step = 1_800_000;

/** Somebody's whereabouts, the latest last, and since when each is known. */
type Places = { since: Instant; where: Whereabouts }[];

/**
 * Invariant 3. A text, and an e-mail of marketing, is called only while the hours of the customer are open, in every zone where
 * she may be; a text's time to live ends before they close.
 */
export const openHours: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const { settings } = scenario.publication;
  const profiles = new Map<string, Item | undefined>();
  const contacts = new Map<string, Item | undefined>();
  const places = new Map<string, Places>();

  function moved({ key, after }: Change, at: Instant): void {
    const cid = key.pk;
    (key.table === 'customers' ? profiles : contacts).set(cid, after);
    const where = whereaboutsOf(profiles.get(cid), contacts.get(cid));
    const known = places.get(cid) ?? [];
    const last = known.at(-1)?.where;
    if (last && last.zone === where.zone && last.country === where.country) return;
    places.set(cid, [...known, { since: at, where }]);
  }

  function wrongTime({ cid, id, claim, call }: Called): string | undefined {
    if (!claim) return undefined;
    const isText = 'timeToLive' in call.message;
    if (!isText && (settings.topics[claim.topic]?.class ?? 'marketing') === 'service') return undefined;
    const known = places.get(cid) ?? [];
    const plausible = known.filter((_, index) => (known[index + 1]?.since ?? Infinity) >= call.calledAt - decidedWithin);
    const until = 'timeToLive' in call.message ? call.calledAt + call.message.timeToLive * 1000 : undefined;
    const wrong = plausible.map(({ where }) => closedAt(where, call.calledAt, until));
    if (wrong.length === 0) return `${id} was called, and nothing is known of her`;
    if (wrong.includes(undefined)) return undefined;
    const zone = plausible.at(-1)?.where.zone ?? plausible.at(-1)?.where.country ?? 'nowhere';
    return `${id} was called at ${clock(call.calledAt)}${until === undefined ? '' : `, to live until ${clock(until)}`}: closed at ${clock(wrong[0] ?? 0)} in ${zone}`;
  }

  /** When it is closed between a call and the end of the message's life; undefined when it never is. */
  function closedAt(where: Whereabouts, from: Instant, until: Instant | undefined): Instant | undefined {
    const last = until === undefined ? from : until - 1;
    for (let at = from; at < last; at += step) if (!isOpen(settings, where, at)) return at;
    return isOpen(settings, where, last) ? undefined : last;
  }

  function see(happening: Parameters<Checker['see']>[0]): Violation | undefined {
    for (const event of claims.read(happening)) {
      const wrong = event.kind === 'called' ? wrongTime(event) : undefined;
      if (wrong) return violates(happening, 3, { what: wrong, about: event.kind === 'called' ? event.cid : '' });
    }
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) if (change.key.table === 'customers' || isContact(change)) moved(change, happening.at);
    return undefined;
  }
  return { see, end: () => [] };
};
