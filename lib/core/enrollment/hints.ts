import { instantFrom } from '../audience/compare.ts';
import { firstValue, type Reader } from '../audience/paths.ts';
import type { Profile } from '../customer.ts';
import { isoText } from '../date-text.ts';
import { defaults } from '../definition/defaults.ts';
import { lapsesAt } from '../lapse.ts';
import { addToDate, atLocal, dateInYear, day, type Instant, isDate, localDate, minutesOf } from '../time.ts';
import type { DateHint } from './enrollment.ts';
import type { LiveCampaign } from './program.ts';
import { type Situation, subjectOf, zoneOf } from './situation.ts';
import type { DateRule } from './trigger-rule.ts';

/** The hints that differ since `before`: one that has come due and is the same still waits for its wake, untouched. */
export function changedHints(before: Situation, after: Situation, now: Instant): DateHint[] {
  if (before.profile === after.profile) return [];
  return after.live.flatMap((campaign) => {
    if (readsTheSame(campaign, before.profile, after.profile)) return [];
    const next = nextHint(after, campaign, now);
    const known = nextHint(before, campaign, now);
    if (next === undefined || (next.dueAt === known?.dueAt && next.date === known.date)) return [];
    // What was told late may show that she has lapsed already: she was waited for until now.
    const overtaken = next.dueAt === null && known?.dueAt != null && next.date === known.date && lapseOf(after, campaign) !== undefined;
    return overtaken ? { ...next, dueAt: now } : next;
  });
}

/** Whether nothing changed that the campaign's instants are counted from. */
function readsTheSame({ definition: { entry } }: LiveCampaign, before: Profile, after: Profile): boolean {
  const hers = 'date' in entry.trigger && entry.trigger.date.startsWith('customer.');
  return before.attributes === after.attributes && (hers || ('lapse' in entry.trigger && before.orders === after.orders));
}

/**
 * The hints that must be written so that those stored are right: missing ones, and those of a date or an order that is no
 * longer hers. One that is due, or keeps a place, is left alone. A lapse that the shop's rhythm has moved later is found when
 * its hint fires, so only what has come a day nearer is worth a write. `since`: where nothing is stored, what came due after it
 * still counts.
 */
export function repairedHints(
  situation: Situation,
  stored: readonly DateHint[],
  { since, now }: { since: Instant; now: Instant },
): DateHint[] {
  return situation.live.flatMap((campaign) => {
    const known = stored.find((hint) => hint.campaign === campaign.id);
    const lapse = lapseOf(situation, campaign);
    const next = hintOf(situation, { campaign, lapse }, known ? now : since);
    if (!next || (known && (known.place !== undefined || (known.dueAt !== null && known.dueAt <= now)))) return [];
    if (known?.dueAt == null || known.date !== next.date) return known === undefined && next.dueAt === null ? [] : next;
    if (!lapse) return next.dueAt === known.dueAt ? [] : next;
    const dueAt = Math.max(lapse.at, now, known.since === undefined ? now : known.dueAt);
    return dueAt <= known.dueAt - day || (lapse.at <= now && dueAt < known.dueAt) ? { ...known, dueAt } : [];
  });
}

/** The first firing after `now`; undefined for a campaign whose trigger has no instant of its own. */
export function nextHint(situation: Situation, campaign: LiveCampaign, now: Instant): DateHint | undefined {
  return hintOf(situation, { campaign, lapse: lapseOf(situation, campaign) }, now);
}

interface Asked {
  campaign: LiveCampaign;
  lapse: Lapse | undefined;
}

function hintOf(situation: Situation, { campaign, lapse }: Asked, now: Instant): DateHint | undefined {
  const { trigger } = campaign.entry;
  if (campaign.status !== 'live') return undefined;
  if (trigger.kind === 'lapse') return nextLapse(situation, { campaign, lapse }, now);
  if (trigger.kind !== 'date') return undefined;
  const zone = zoneOf(situation, campaign.zone);
  const base = baseDate(situation, campaign, { read: trigger.read, now });
  const today = localDate(now, zone);
  for (const date of datesFrom(base, trigger, { around: today, from: passedBefore(today, trigger) })) {
    const dueAt = firingAt(date, trigger, zone);
    if (dueAt > now && dueAt < campaign.endsAt) return { campaign: campaign.id, dueAt, date };
  }
  return { campaign: campaign.id, dueAt: null, date: base ?? '' };
}

/** Somebody who has lapsed already is waited for again only after her next order. */
function nextLapse(situation: Situation, { campaign, lapse }: Asked, now: Instant): DateHint {
  const { lastAt } = situation.profile.orders;
  const ahead = lapse !== undefined && lapse.at > now && lapse.at < campaign.endsAt;
  const date = lapse?.date ?? (lastAt === null ? '' : isoText(lastAt));
  return { campaign: campaign.id, dueAt: ahead ? lapse.at : null, date };
}

interface Lapse {
  at: Instant;
  date: string;
  lastAt: Instant;
}

/** When she lapses by today's rhythm, and since which order, as ISO text; undefined = never, or the trigger is no lapse. */
export function lapseOf(situation: Situation, campaign: LiveCampaign): Lapse | undefined {
  const { trigger } = campaign.entry;
  const { orders } = situation.profile;
  if (trigger.kind !== 'lapse' || orders.lastAt === null) return undefined;
  const at = lapsesAt(orders, trigger.lapse, { rhythm: situation.rhythm, zone: zoneOf(situation, campaign.zone) });
  return at === undefined ? undefined : { at, date: isoText(orders.lastAt), lastAt: orders.lastAt };
}

/** The hint of somebody whom only the number of entries kept out: at nine in her morning of the day that has room. */
export function waitingHint(
  situation: Situation,
  campaign: LiveCampaign,
  { date, roomOn, now }: { date: string; roomOn: string; now: Instant },
): DateHint {
  const morning = atLocal(roomOn, minutesOf(defaults.at), zoneOf(situation, campaign.zone));
  return { campaign: campaign.id, dueAt: Math.max(morning, now), date, place: roomOn, since: now };
}

/**
 * The hint of somebody whom a segment or a lapse would enter who cannot enter yet: until the campaign starts, or until the next day
 * when she is inside so many that it is the most. Nothing when it is refused for good.
 */
export function laterHint(
  campaign: LiveCampaign,
  { date, since }: { date: string; since?: Instant | undefined },
  { refused, now }: { refused: string | undefined; now: Instant },
): DateHint | undefined {
  if (refused !== 'not-started' && refused !== 'too-many-campaigns') return undefined;
  return { campaign: campaign.id, dueAt: refused === 'not-started' ? campaign.startsAt : now + day, date, since: since ?? now };
}

/** When it fires for a date; undefined when that date is no longer one of hers. */
export function firingFor(
  situation: Situation,
  campaign: LiveCampaign,
  { date, now }: { date: string; now: Instant },
): Instant | undefined {
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'date' || !isDate(date)) return undefined;
  const zone = zoneOf(situation, campaign.zone);
  const base = baseDate(situation, campaign, { read: trigger.read, now });
  return datesFrom(base, trigger, { around: date, from: date }).includes(date) ? firingAt(date, trigger, zone) : undefined;
}

function baseDate(situation: Situation, campaign: LiveCampaign, { read, now }: { read: Reader; now: Instant }): string | undefined {
  const value = firstValue(read(subjectOf(situation, campaign), now));
  if (isDate(value)) return value;
  const zone = zoneOf(situation, campaign.zone);
  const at = instantFrom(value, zone);
  return at === undefined ? undefined : localDate(at, zone);
}

/** The date itself, or its anniversaries around a day, from another day on: a shift of up to ten years either way may bring it there. */
function datesFrom(
  base: string | undefined,
  { yearly, shift, sign }: DateRule,
  { around, from }: { around: string; from: string },
): string[] {
  if (base === undefined) return [];
  if (!yearly) return base < from ? [] : [base];
  const aim = Number(addToDate(around, shift, sign === 1 ? -1 : 1).slice(0, 4));
  const first = Number(base.slice(0, 4)) + 1;
  const dates: string[] = [];
  for (const year of [...new Set([aim - 1, aim, aim + 1, aim + 2, Number(around.slice(0, 4)), first])].sort((a, b) => a - b)) {
    const date = year < first ? '' : dateInYear(base, year);
    if (date >= from) dates.push(date);
  }
  return dates;
}

/** What is before this date has fired before today, whatever the lengths of months. */
function passedBefore(today: string, { shift, sign }: DateRule): string {
  const days = 4 + Math.ceil(shift.ms / day);
  return addToDate(addToDate(today, shift, sign === 1 ? -1 : 1), { months: 0, days, ms: 0 }, -1);
}

function firingAt(date: string, { shift, sign, at }: DateRule, zone: string): Instant {
  return atLocal(addToDate(date, shift, sign), at, zone) + sign * shift.ms;
}
