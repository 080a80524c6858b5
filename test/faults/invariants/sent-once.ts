import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { type Call, type Claim, type ClaimEvent, claimBookOf, isContact, nameOf } from './claim-book.ts';
import { textAt } from './image.ts';
import { violates } from './verdict.ts';

/** From low to high. */
const ranks = ['held', 'suppressed', 'failed', 'unknown', 'sent'];
const rankOf = (state: unknown) => ranks.indexOf(String(state));

/** A claim is used within so many milliseconds. */
const usedWithin = 5_000;

/** Everything that was seen of one message to one customer. */
interface Message {
  cid: string;
  sk: string;
  accepted: number;
  /** The last call may have been accepted, as far as the program can know. */
  mayBeOut: boolean;
}

/**
 * Invariant 1. A message is accepted at most once, and called again only after the provider certainly refused it; each call has
 * a claim of its own that stands; a claim that was used is neither given back nor taken over. Records move up only, and at the
 * end each message that was accepted is recorded as sent or unknown, and none as sent that was not.
 */
export const sentOnce: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const messages = new Map<string, Message>();
  const records = new Map<string, string>();
  const erased = new Set<string>();

  /** Claims that were erased with their customer: a call that is on its way may still be made. */
  const swept = new Map<string, Claim>();

  function see(happening: Happening): Violation | undefined {
    if (happening.kind === 'write')
      for (const change of happening.changes) if (isContact(change) && change.after?.erasedAt !== undefined) erased.add(change.key.pk);
    for (const event of claims.read(happening)) {
      const wrong = event.kind === 'called' ? called(event) : moved(event);
      if (wrong) return violates(happening, 1, wrong);
    }
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) {
      const wrong = change.key.sk.startsWith('MSG#') ? recorded(change) : undefined;
      if (wrong) return violates(happening, 1, wrong);
    }
    return undefined;
  }

  function called({ cid, id, sk, claim, call }: Extract<ClaimEvent, { kind: 'called' }>) {
    const message = messages.get(`${cid} ${id}`) ?? { cid, sk, accepted: 0, mayBeOut: false };
    messages.set(`${cid} ${id}`, message);
    const known = claim ?? swept.get(`${cid} ${nameOf(id)}`);
    const isInTime = known !== undefined && call.calledAt - known.at < usedWithin;
    const wrong = wrongCall({ message, call, calls: claim?.calls.length ?? (isInTime ? 1 : undefined) });
    if (call.accepted) message.accepted += 1;
    message.mayBeOut ||= mayBeAccepted(call);
    return wrong && { what: `${id}: ${wrong}`, about: cid };
  }

  function moved(event: Exclude<ClaimEvent, { kind: 'called' }>) {
    const { claim } = event;
    const about = claim.cid;
    if (event.kind === 'gone' && erased.has(about)) swept.set(`${about} ${claim.key}`, claim);
    if (event.kind === 'replaced')
      return { what: `the claim ${claim.key} of attempt ${claim.nonce} was taken over by ${event.by.nonce}`, about };
    if (event.kind === 'gone' && !event.pruned && !erased.has(claim.cid) && claim.calls.some(mayBeAccepted))
      return { what: `the claim ${claim.key} was given back, and its message may be out`, about };
    return undefined;
  }

  function recorded({ key, before, after }: Change) {
    const place = `${key.pk} ${key.sk}`;
    const state = textAt(after?.state);
    if (state === undefined) records.delete(place);
    else records.set(place, state);
    const fell = after === undefined ? !erased.has(key.pk) : before !== undefined && rankOf(state) < rankOf(before.state);
    return fell ? { what: `the record ${key.sk} fell from ${String(before?.state)} to ${state ?? 'nothing'}`, about: key.pk } : undefined;
  }

  function end(state: EndState): Violation[] {
    const found: Violation[] = [];
    const out = new Set<string>();
    for (const { cid, sk, accepted } of messages.values()) {
      const place = `${cid} ${sk}`;
      const known = records.get(place);
      if (accepted > 0) out.add(place);
      if (accepted === 0 || erased.has(cid) || known === 'sent' || known === 'unknown') continue;
      found.push(violates(state, 1, { what: `${sk} was accepted and is recorded as ${known ?? 'nothing'}`, about: cid }));
    }
    for (const [place, known] of records)
      if (known === 'sent' && !out.has(place))
        found.push(violates(state, 1, { what: `${place} is recorded as sent and was never accepted`, about: place.split(' ')[0] ?? '' }));
    return found;
  }
  return { see, end };
};

function wrongCall({ message, call, calls }: { message: Message; call: Call; calls: number | undefined }): string | undefined {
  if (call.accepted && message.accepted > 0) return 'accepted twice';
  if (message.mayBeOut) return 'called again although it may be out';
  if (calls === undefined) return 'called without a claim';
  return calls > 1 ? 'called twice on one claim' : undefined;
}

/** Whether the program must take it for possible that the message is out. */
function mayBeAccepted({ told, accepted }: Call): boolean {
  return accepted || told === 'nothing' || told.outcome === 'sent' || told.outcome === 'unknown';
}
