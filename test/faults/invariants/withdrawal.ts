import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { type Claim, type ClaimEvent, claimBookOf, isContact } from './claim-book.ts';
import { addressIn, consentIn, listAt, mapAt, numberAt, suppressionIn } from './image.ts';
import { clock, violates } from './verdict.ts';

/** A claim is used within so many milliseconds, or not at all. */
const usedWithin = 5_000;
const channels = ['email', 'sms'] as const;

/**
 * Invariant 2. The contact that a claim is written on allows the message: consent, no suppression, no pause, not erased. The
 * call follows within five seconds, before the message expires, by the channel of the claim and to the address that stood
 * there. What she said is never lost: a withdrawal yields only to a later consent, a suppression of hers only to START.
 */
export const withdrawal: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const { topics } = scenario.publication.settings;
  const isMarketing = (topic: string) => (topics[topic]?.class ?? 'marketing') === 'marketing';
  const contacts = new Map<string, Change['after']>();
  const addresses = new Map<string, Change['after']>();

  function see(happening: Happening): Violation | undefined {
    for (const event of claims.read(happening)) {
      const wrong = refusal(event);
      if (wrong) return violates(happening, 2, { what: wrong, about: 'claim' in event && event.claim ? event.claim.cid : '' });
    }
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) {
      const wrong = isContact(change) ? lostWord(change) : undefined;
      if (wrong) return violates(happening, 2, { what: wrong, about: change.key.pk });
      if (isContact(change)) contacts.set(change.key.pk, change.after);
      if (change.key.pk.startsWith('A#') && change.key.sk === '-') addresses.set(change.key.pk, change.after);
    }
    return unTold(happening.changes, happening);
  }

  function refusal(event: ClaimEvent): string | undefined {
    if (event.kind === 'claimed') return forbids(event.claim, isMarketing(event.claim.topic));
    if (event.kind !== 'called' || !event.claim) return undefined;
    const { claim, call, id } = event;
    const after = call.calledAt - claim.at;
    if (after > usedWithin) return `${id} was called ${after} ms after its claim`;
    if (call.calledAt >= claim.expiresAt) return `${id} was called at ${clock(call.calledAt)}, when it was no longer valid`;
    if (call.channel !== claim.channel) return `${id} was claimed for ${claim.channel} and called by ${call.channel}`;
    const held = addressIn(claim.image, claim.channel);
    if (call.message.to !== held) return `${id} was called to another address than the one that was claimed`;
    if ('class' in call.message && (call.message.class === 'promotional') !== isMarketing(claim.topic))
      return `${id} was called as ${call.message.class}`;
    return undefined;
  }

  /** A customer who gets an address that is suppressed is suppressed in the same write. */
  function unTold(changes: Change[], happening: Happening): Violation | undefined {
    for (const { key, before, after } of changes) {
      if (!key.pk.startsWith('A#') || key.sk !== '-') continue;
      const had = listAt(before?.cids);
      for (const cid of listAt(after?.cids)) {
        if (typeof cid !== 'string' || had.includes(cid)) continue;
        const missing = missingIn(contacts.get(cid), after);
        if (missing)
          return violates(happening, 2, {
            what: `she got an address whose ${missing} is suppressed, and her contact does not say so`,
            about: cid,
          });
      }
    }
    return undefined;
  }

  function end(state: EndState): Violation[] {
    return [...addresses.values()].flatMap((address) =>
      listAt(address?.cids).flatMap((cid) => {
        const missing = typeof cid === 'string' ? missingIn(contacts.get(cid), address) : undefined;
        const what = `an address of hers is suppressed for ${missing}, and her contact does not say so`;
        return missing ? [violates(state, 2, { what, about: String(cid) })] : [];
      }),
    );
  }
  return { see, end };
};

function missingIn(contact: Change['after'], address: Change['after']): string | undefined {
  if (contact === undefined || contact.erasedAt !== undefined) return undefined;
  return channels.find((channel) => suppressionIn(address, channel) !== undefined && suppressionIn(contact, channel) === undefined);
}

function forbids({ image, channel, topic, at, key }: Claim, marketing: boolean): string | undefined {
  const because = (why: string) => `the claim ${key} stands on a contact ${why}`;
  if (image === undefined) return because('that is not there');
  if (image.erasedAt !== undefined) return because('that was erased');
  const consent = consentIn(image, channel, topic);
  if (consent < 0) return because(`that withdrew ${topic} by ${channel} at ${clock(-consent)}`);
  if (marketing && consent === 0) return because(`that never agreed to ${topic} by ${channel}`);
  const suppressed = suppressionIn(image, channel);
  if (suppressed !== undefined) return because(`whose ${channel} is suppressed: ${suppressed}`);
  const pausedUntil = numberAt(image.pausedUntil) ?? 0;
  return marketing && pausedUntil > at ? because(`that is paused until ${clock(pausedUntil)}`) : undefined;
}

/** Bounces belong to an address and go with it. */
const ofAddress = new Set(['hard-bounce', 'soft-bounces']);

function lostWord({ before, after }: Change): string | undefined {
  if (before === undefined || after?.erasedAt !== undefined) return undefined;
  if (before.erasedAt !== undefined) return 'she was erased, and that is forgotten';
  for (const channel of channels) {
    for (const [topic, known] of Object.entries(mapAt(mapAt(before.cons)[channel]))) {
      const now = consentIn(after, channel, topic);
      const said = numberAt(known) ?? 0;
      if (said < 0 && now >= 0 && now <= -said) return `her withdrawal of ${topic} by ${channel} was lost`;
    }
    const reason = suppressionIn(before, channel);
    if (reason === undefined || suppressionIn(after, channel) !== undefined) continue;
    const moved = addressIn(before, channel) !== addressIn(after, channel);
    if (ofAddress.has(reason) ? !moved : reason !== 'stop') return `the suppression of her ${channel} (${reason}) was lost`;
  }
  return undefined;
}
