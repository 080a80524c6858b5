import { instantFrom } from '../audience/compare.ts';
import { firstValue, type Reader } from '../audience/paths.ts';
import { addToDate, atLocal, dateInYear, type Instant, isDate, localDate } from '../time.ts';
import type { DateHint } from './enrollment.ts';
import type { DateRule, LiveCampaign } from './program.ts';
import { type Situation, subjectOf, zoneOf } from './situation.ts';

/** The hints that differ since `before`: one that has come due and is the same still waits for its wake, untouched. */
export function changedHints(before: Situation, after: Situation, now: Instant): DateHint[] {
  if (before.profile === after.profile) return [];
  return after.live.flatMap((campaign) => {
    const next = nextHint(after, campaign, now);
    const known = nextHint(before, campaign, now);
    return next === undefined || (next.dueAt === known?.dueAt && next.date === known.date) ? [] : next;
  });
}

/** The first firing after `now`; undefined for a campaign whose trigger is no date. */
export function nextHint(situation: Situation, campaign: LiveCampaign, now: Instant): DateHint | undefined {
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'date' || campaign.status !== 'live') return undefined;
  const zone = zoneOf(situation, campaign.zone);
  const base = baseDate(situation, campaign, { read: trigger.read, now });
  const next = datesFrom(base, trigger, localDate(now, zone))
    .map((date) => ({ date, dueAt: firingAt(date, trigger, zone) }))
    .find(({ dueAt }) => dueAt > now && dueAt < campaign.endsAt);
  return { campaign: campaign.id, dueAt: next?.dueAt ?? null, date: next?.date ?? base ?? '' };
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
  return datesFrom(base, trigger, date).includes(date) ? firingAt(date, trigger, zone) : undefined;
}

function baseDate(situation: Situation, campaign: LiveCampaign, { read, now }: { read: Reader; now: Instant }): string | undefined {
  const value = firstValue(read(subjectOf(situation, campaign), now));
  if (isDate(value)) return value;
  const zone = zoneOf(situation, campaign.zone);
  const at = instantFrom(value, zone);
  return at === undefined ? undefined : localDate(at, zone);
}

/** The date itself, or its anniversaries around a day: a shift of up to ten years either way may bring it there. */
function datesFrom(base: string | undefined, { yearly, shift, sign }: DateRule, around: string): string[] {
  if (base === undefined) return [];
  if (!yearly) return [base];
  const aim = Number(addToDate(around, shift, sign === 1 ? -1 : 1).slice(0, 4));
  const first = Number(base.slice(0, 4)) + 1;
  return [-1, 0, 1, 2]
    .map((offset) => aim + offset)
    .concat(Number(around.slice(0, 4)), first)
    .filter((year) => year >= first)
    .sort((a, b) => a - b)
    .map((year) => dateInYear(base, year));
}

function firingAt(date: string, { shift, sign, at }: DateRule, zone: string): Instant {
  return atLocal(addToDate(date, shift, sign), at, zone) + sign * shift.ms;
}
