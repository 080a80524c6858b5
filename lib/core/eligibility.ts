import type { Contact } from './contact.ts';
import type { Profile } from './customer.ts';
import type { MessageClass, Settings } from './definition/settings.ts';
import type { Channel, Enrollment, PlannedMessage } from './enrollment/enrollment.ts';
import { exitCondition } from './enrollment/leave.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Known, subjectOf, zoneOf } from './enrollment/situation.ts';
import { isUniversallyHeldOut } from './experiment/arms.ts';
import { freeAt } from './frequency-caps.ts';
import { type OpenHours, openHours, type Whereabouts } from './quiet-hours.ts';
import { beganAt, isBeforeRestore, type StandingOrders, wasCancelled } from './standing-orders.ts';
import { addToDate, type Instant, isZone, localDate, minute, startOfDay } from './time.ts';

/** Everything that the last decision before a send is made on; the contact read strongly in this moment. */
export interface SendRequest extends Pick<Known, 'shop' | 'rhythm'> {
  message: PlannedMessage;
  contact: Contact;
  enrollment: Enrollment;
  profile: Profile;
  /** The version that she entered. */
  campaign: LiveCampaign;
  /** Whether the campaign is in force, in whatever version. */
  inForce: boolean;
  /** What a person ordered for the campaign. */
  orders: StandingOrders;
  /** Of the message's topic. */
  class: MessageClass;
  settings: Settings;
  now: Instant;
  /** Remembers, for who asks often, when hours are open. */
  hours?: OpenHours;
}

/** Why a message is not sent, or not yet; `explain` and the closing figures show these. */
export type SendReason =
  | 'erased'
  | 'too-late'
  | 'before-restore'
  | 'campaign-ended'
  | 'cancelled'
  | 'campaign-paused'
  | 'bulk-paused'
  | 'exited'
  | 'held-out'
  | 'universal-holdout'
  | 'never-contact'
  | 'no-address'
  | 'no-consent'
  | 'suppressed'
  | 'blackout'
  | 'paused'
  | 'capped'
  | 'outranked'
  | 'quiet-hours'
  | 'zone-unknown'
  | 'budget'
  | 'quota';

/** `until`: when what is sent must have arrived, the end of its open hours or of its validity. */
export type SendVerdict = { send: Channel; until: Instant } | { hold: Instant; reason: SendReason } | { drop: SendReason };

/**
 * Whether a planned message may go out now: by the first channel on which she can be reached, not yet (until an instant),
 * or never. A hold that would end when the message has expired drops it with the reason of the hold.
 * Marketing needs a given consent; service only none withdrawn. Quiet hours hold every SMS and marketing e-mail.
 */
export function decideSend(request: SendRequest): SendVerdict {
  const lost = lostReason(request);
  if (lost !== undefined) return { drop: lost };
  const channel = reachableBy(request);
  if ('drop' in channel) return channel;
  const where = keepsHours(request, channel.send) ? whereabouts(request) : undefined;
  return holdOf(request, { channel: channel.send, where }) ?? { send: channel.send, until: lastMoment(request, where) };
}

/** What no waiting can mend. */
function lostReason(request: SendRequest): SendReason | undefined {
  const { message, contact, enrollment, profile, campaign, settings, now } = request;
  const marketing = request.class === 'marketing';
  if (contact.erasedAt !== undefined) return 'erased';
  if (now >= message.expiresAt) return 'too-late';
  if (isBeforeRestore(request.orders, message.plannedAt)) return 'before-restore';
  if (!request.inForce || now >= campaign.endsAt) return 'campaign-ended';
  if (wasCancelled(request.orders, Math.min(message.plannedAt, beganAt(enrollment)))) return 'cancelled';
  if (enrollment.status === 'held-out') return 'held-out';
  if (marketing && isUniversallyHeldOut(profile.id, settings.holdout)) return 'universal-holdout';
  const because = enrollment.ended?.because;
  if (because === 'campaign-ended' || because === 'cancelled') return because;
  if (because === 'goal' || because === 'exit') return 'exited';
  if (exitCondition(request, campaign, { enrollment, now }) !== undefined) return 'exited';
  if (marketing && campaign.neverContact(subjectOf(request, campaign), now) !== false) return 'never-contact';
  return undefined;
}

/** The first channel with an address, consent and no suppression; else the reason that came nearest to a send. */
function reachableBy(request: SendRequest): { send: Channel } | { drop: SendReason } {
  const reasons: SendReason[] = [];
  for (const channel of request.message.by) {
    const reason = unreachable(request, channel);
    if (reason === undefined) return { send: channel };
    reasons.push(reason);
  }
  return { drop: (['suppressed', 'no-consent'] as const).find((wanted) => reasons.includes(wanted)) ?? 'no-address' };
}

function unreachable({ contact, message, class: messageClass }: SendRequest, channel: Channel): SendReason | undefined {
  if (!(channel === 'email' ? contact.email : contact.phone)) return 'no-address';
  const consent = contact.consent[channel]?.[message.topic];
  if (consent === false || (messageClass === 'marketing' && consent !== true)) return 'no-consent';
  return contact.suppressed[channel] ? 'suppressed' : undefined;
}

/** The longest of what holds it; all must be over before it goes. Checked again then, since one may move the other. `where`: absent = it keeps no hours. */
function holdOf(request: SendRequest, { channel, where }: { channel: Channel; where: Whereabouts | undefined }): SendVerdict | undefined {
  const { message, contact, settings, now } = request;
  const zone = zoneOf(request, request.campaign.zone);
  const marketing = request.class === 'marketing';
  let longest: { hold: Instant; reason: SendReason } = { hold: afterPause(request, request.orders.pausedAt), reason: 'campaign-paused' };
  const holdTo = (hold: Instant, reason: SendReason) => {
    if (hold > longest.hold) longest = { hold, reason };
  };
  // What answers something goes on.
  if (channel === 'email' && request.enrollment.run !== undefined) holdTo(afterPause(request, request.orders.bulkPausedAt), 'bulk-paused');
  if (marketing) {
    if (settings.blackouts.length > 0) holdTo(afterBlackout(settings, localDate(now, zone), zone), 'blackout');
    holdTo(contact.pausedUntil ?? -Infinity, 'paused');
  }
  holdTo(freeAt(contact, { channel, topic: message.topic, class: request.class }, { settings, zone, now }), 'capped');
  if (where) {
    const open = opening(request, { channel, where });
    if (open === 'unknown') return { drop: 'zone-unknown' };
    holdTo(open, 'quiet-hours');
  }
  if (longest.hold <= now) return undefined;
  return longest.hold >= message.expiresAt ? { drop: longest.reason } : longest;
}

/** A paused campaign is asked again, the longer it has stood the more rarely: from every 5 to every 30 minutes. */
function afterPause({ message, now }: SendRequest, pausedAt: Instant | undefined): Instant {
  if (pausedAt === undefined) return -Infinity;
  return retryAt(now, Math.min(Math.max((now - pausedAt) / 12, 5 * minute), 30 * minute), message.expiresAt);
}

/** After a while, and once more in the last minute in which it may go; never when that has come. */
export function retryAt(now: Instant, later: number, expiresAt: Instant): Instant {
  const next = Math.min(Math.ceil(now + later), expiresAt - minute);
  return next > now ? next : Infinity;
}

function keepsHours(request: SendRequest, channel: Channel): boolean {
  return channel === 'sms' || request.class === 'marketing';
}

/** A text must arrive in open hours too. The provider knows no shorter life than 5 seconds; the decision and the claim before it may take 10. */
const shortestLife: Record<Channel, number> = { sms: 15_000, email: 0 };

/** When her hours are open for long enough: now, or at the next opening. */
function opening(
  { settings, now, hours = openHours }: SendRequest,
  { channel, where }: { channel: Channel; where: Whereabouts },
): Instant | 'unknown' {
  const open = hours.nextOpen(settings, where, now);
  if (open !== now) return open;
  const closing = hours.closesAt(settings, where, now);
  return closing - now < shortestLife[channel] ? hours.nextOpen(settings, where, closing) : now;
}

function lastMoment({ message, settings, now, hours = openHours }: SendRequest, where: Whereabouts | undefined): Instant {
  return where ? Math.min(message.expiresAt, hours.closesAt(settings, where, now)) : message.expiresAt;
}

function whereabouts({ profile, contact }: SendRequest): Whereabouts {
  const { zone, country } = profile.attributes;
  return {
    zone: isZone(zone) ? zone : isZone(contact.zone) ? contact.zone : undefined,
    country: isCountry(country) ? country : isCountry(contact.country) ? contact.country : undefined,
  };
}

function isCountry(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code);
}

/** The start of the first day after a blackout that holds today; blackouts may follow one another. */
function afterBlackout(settings: Settings, today: string, zone: string): Instant {
  const blackout = settings.blackouts.find(({ from, to }) => from <= today && today <= to);
  if (!blackout) return -Infinity;
  const next = addToDate(blackout.to, { months: 0, days: 1, ms: 0 });
  return Math.max(startOfDay(next, zone), afterBlackout(settings, next, zone));
}
