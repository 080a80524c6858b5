import { readTags } from '../../../lib/store/message-tags.ts';
import type { Item } from '../../../lib/world.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { isContact } from './claim-book.ts';
import { addressIn, consentIn, numberAt, suppressionIn, textAt } from './image.ts';
import { violates } from './verdict.ts';

type Asking = Extract<Happening, { kind: 'asking' }>;

/** One mail that asks her to confirm. */
interface Mail {
  item: Item | undefined;
  /** Her contact when the mail was claimed last. */
  contact: Item | undefined;
  claimedAt: number;
  accepted: boolean;
  mayBeOut: boolean;
  callsOfClaim: number;
}

/** A claim is used within so many milliseconds, or given back; the clock of the attempt began before it. */
const usedWithin = 5_000;

/**
 * Of double opt-ins. A mail that asks her is claimed before its call, on a contact that allows it: not erased, the address not
 * suppressed, the topic neither given nor withdrawn since. No other attempt takes the claim over. The mail goes to the address
 * that stood there, within five seconds, at most once, and again only when it was certainly refused. Whatever she is asked is
 * settled at the end.
 */
export const asked: CheckerOf = (): Checker => {
  const contacts = new Map<string, Item | undefined>();
  const mails = new Map<string, Mail>();
  const mailAt = (place: string): Mail => {
    const known = mails.get(place) ?? {
      item: undefined,
      contact: undefined,
      claimedAt: 0,
      accepted: false,
      mayBeOut: false,
      callsOfClaim: 0,
    };
    mails.set(place, known);
    return known;
  };

  function see(happening: Happening): Violation | undefined {
    if (happening.kind === 'asking') {
      const wrong = wrongCall(happening);
      return wrong && violates(happening, 2, wrong);
    }
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) {
      const what = change.key.sk.startsWith('ASK#') ? wrongChange(change, happening.at) : undefined;
      if (what) return violates(happening, 2, { what: `${change.key.sk}: ${what}`, about: change.key.pk });
    }
    for (const change of happening.changes) if (isContact(change)) contacts.set(change.key.pk, change.after);
    return undefined;
  }

  function wrongChange({ key, before, after }: Change, at: number): string | undefined {
    const mail = mailAt(`${key.pk} ${key.sk}`);
    mail.item = after;
    const [was, is] = [textAt(before?.state), textAt(after?.state)];
    if (is === 'asked' && was !== 'asked' && mail.mayBeOut) return 'is asked again, and it may be out';
    if (is !== 'claimed') return undefined;
    if (was === 'claimed') return before?.claimedAt === after?.claimedAt ? undefined : 'a claim was taken over by another attempt';
    Object.assign(mail, { contact: contacts.get(key.pk), claimedAt: at, callsOfClaim: 0 });
    return forbids(mail.contact, after);
  }

  function wrongCall({ message, calledAt, accepted, told }: Asking): { what: string; about: string } | undefined {
    const { cid = '', sk = '' } = readTags((name) => ('tags' in message ? message.tags : message.context)[name]) ?? {};
    const mail = mailAt(`${cid} ${sk}`);
    mail.callsOfClaim += 1;
    const what = wrongIn(mail, { to: message.to, calledAt });
    mail.accepted ||= accepted;
    mail.mayBeOut ||= accepted || told === 'nothing' || told.outcome === 'sent' || told.outcome === 'unknown';
    return what === undefined ? undefined : { what: `${sk}: ${what}`, about: cid };
  }

  function end(state: EndState): Violation[] {
    return [...mails].flatMap(([place, { item, accepted }]) => {
      const [cid = ''] = place.split(' ');
      const is = textAt(item?.state);
      const what =
        is === 'asked' || is === 'claimed'
          ? `is still ${is}`
          : accepted && is !== undefined && is !== 'sent' && is !== 'unknown'
            ? `was accepted and is ${is}`
            : !accepted && is === 'sent'
              ? 'is sent and was never accepted'
              : undefined;
      return what ? [violates(state, 2, { what: `${place} ${what}`, about: cid })] : [];
    });
  }
  return { see, end };
};

function wrongIn(mail: Mail, { to, calledAt }: { to: string; calledAt: number }): string | undefined {
  if (mail.mayBeOut) return 'called again although it may be out';
  if (mail.callsOfClaim > 1) return 'called twice on one claim';
  if (mail.claimedAt === 0) return 'called without a claim';
  if (calledAt - mail.claimedAt > usedWithin) return `called ${calledAt - mail.claimedAt} ms after its claim`;
  return addressIn(mail.contact, 'email') === to ? undefined : 'called to another address than the one that was claimed';
}

function forbids(contact: Item | undefined, mail: Item | undefined): string | undefined {
  if (!contact || contact.erasedAt !== undefined) return 'claimed for somebody erased';
  if (suppressionIn(contact, 'email') !== undefined) return 'claimed though her e-mail is suppressed';
  const known = consentIn(contact, 'email', textAt(mail?.topic) ?? '');
  if (known > 0) return 'claimed though she has agreed';
  return known < 0 && -known >= (numberAt(mail?.at) ?? 0) ? 'claimed though she withdrew since' : undefined;
}
