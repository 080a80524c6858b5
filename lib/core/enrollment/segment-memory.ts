import type { Test } from '../audience/test.ts';
import type { Profile } from '../customer.ts';
import { sortedByName } from '../sorted-by-name.ts';
import type { Instant } from '../time.ts';
import type { DateHint, Enrollment, Reason } from './enrollment.ts';
import { enter, latestOf } from './enter.ts';
import { laterHint, waitingHint } from './hints.ts';
import type { LiveCampaign } from './program.ts';
import { type Situation, subjectOf } from './situation.ts';

/** A segment that she came into or left, and the campaign that this enters her into. */
export interface Flip {
  campaign: LiveCampaign;
  /** How often she has come in or left by now: the occurrence. */
  ordinal: string;
}

/**
 * Asks the segments that are triggers. What differs from what is remembered is a flip; unknown changes nothing. Where nothing
 * is remembered of that rule, `baseline` says what was: she who stood there before has not come in, and who was not known
 * before has. She who was never asked for a consent is remembered as not in: no baseline shows later that she said yes.
 */
export function lookAtSegments(
  situation: Situation,
  now: Instant,
  baseline: Profile = situation.profile,
): { profile: Profile; flips: Flip[] } {
  const { profile, live } = situation;
  if (!live.some(({ entry: { trigger } }) => trigger.kind === 'segment')) return { profile, flips: [] };
  const memory = { ...profile.segments };
  const asked = new Set<string>();
  const flipped = new Set<string>();
  for (const campaign of live) {
    const { trigger } = campaign.entry;
    if (trigger.kind !== 'segment' || campaign.status !== 'live' || asked.has(trigger.segment)) continue;
    asked.add(trigger.segment);
    const verdict = trigger.test(subjectOf(situation, campaign), now);
    const known = memory[trigger.segment];
    const remembered = known?.rule === trigger.rule;
    const isIn = verdict === undefined && trigger.asksConsent && !remembered ? false : verdict;
    if (isIn === undefined || (remembered && known.in === isIn)) continue;
    const was = remembered ? known.in : wasIn(situation, campaign, { test: trigger.test, baseline, now });
    if (was !== isIn) flipped.add(trigger.segment);
    memory[trigger.segment] = { in: isIn, times: (known?.times ?? 0) + (was === isIn ? 0 : 1), rule: trigger.rule };
  }
  const changed = Object.entries(memory).some(([segment, known]) => known !== profile.segments?.[segment]);
  if (!changed) return { profile, flips: [] };
  const segments = sortedByName(memory);
  const flips = live.flatMap((campaign) => {
    const ordinal = standing({ ...profile, segments }, campaign);
    const { trigger } = campaign.entry;
    return ordinal !== undefined && trigger.kind === 'segment' && flipped.has(trigger.segment) ? [{ campaign, ordinal }] : [];
  });
  return { profile: { ...profile, segments }, flips };
}

function wasIn(
  situation: Situation,
  campaign: LiveCampaign,
  { test, baseline, now }: { test: Test; baseline: Profile; now: Instant },
): boolean {
  const { orders, activities, attributes, lists = {}, segments = {} } = baseline;
  const told = orders.count > 0 || [activities, attributes, lists, segments].some((part) => Object.keys(part).length > 0);
  return (told || baseline === situation.profile) && test(subjectOf({ ...situation, profile: baseline }, campaign), now) === true;
}

/** The occurrence for which she stands where the trigger wants her, as far as it is remembered; undefined when she does not. */
export function standing({ segments }: Profile, { status, entry: { trigger } }: LiveCampaign): string | undefined {
  if (trigger.kind !== 'segment' || status !== 'live') return undefined;
  const known = segments?.[trigger.segment];
  return known?.rule === trigger.rule && known.in === (trigger.on === 'enter') ? String(known.times) : undefined;
}

/** What no live campaign asks is not kept up, so it is forgotten; the count stays, since an occurrence never comes twice. */
export function forgetSegments(profile: Profile, live: readonly LiveCampaign[]): Profile {
  if (!profile.segments) return profile;
  const asked = new Set(live.flatMap(({ entry: { trigger } }) => (trigger.kind === 'segment' ? [trigger.segment] : [])));
  const known = Object.entries(profile.segments);
  const unasked = known.filter(([segment, { rule }]) => !asked.has(segment) && rule !== '');
  if (unasked.length === 0) return profile;
  const forgotten = new Map(unasked.map(([segment, { times }]) => [segment, times]));
  const kept = known.flatMap(([segment, memory]) => {
    const times = forgotten.get(segment);
    if (times === undefined) return [[segment, memory] as const];
    return times === 0 ? [] : [[segment, { in: false, times, rule: '' }] as const];
  });
  return { ...profile, segments: Object.fromEntries(kept) };
}

/** What flips that nobody could act on at once become: entries at the next sweep. */
export function flipHints(flips: Flip[], now: Instant): DateHint[] {
  return flips.map(({ campaign, ordinal }) => ({ campaign: campaign.id, dueAt: now, date: ordinal }));
}

/** One customer while flips enter her, one campaign after the other. */
export interface Entering {
  situation: Situation;
  /** By their place in the situation's list. */
  changed: Set<number>;
  hints: DateHint[];
  pauseUntil: Instant | undefined;
  why: Reason[];
}

/** Enters her into the campaigns of the flips that came about at `at`; who finds the day's entries taken waits by a hint. */
export function enterFlipped(entering: Entering, flips: Flip[], { at, now }: { at: Instant; now: Instant }): void {
  for (const { campaign, ordinal } of flips) {
    const { situation } = entering;
    const occasion = { at, occurrence: ordinal, data: {}, what: flipText(campaign), now };
    const last = latestOf(situation, campaign, occasion);
    const { enrollment, profile, loyalty, spent, pauseUntil, why, roomOn, refused } = enter(situation, campaign, occasion);
    entering.why.push(...why);
    if (roomOn !== undefined) entering.hints.push(waitingHint(situation, campaign, { date: ordinal, roomOn, now }));
    const later = laterHint(campaign, { date: ordinal }, { refused, now });
    if (later) entering.hints.push(later);
    if (!enrollment) continue;
    const enrollments = placed(situation.enrollments, enrollment, campaign.entry.sideBySide ? undefined : last);
    entering.changed.add(enrollments.indexOf(enrollment));
    entering.situation = { ...situation, profile, loyalty, spent, enrollments };
    if (pauseUntil !== undefined) entering.pauseUntil = Math.max(entering.pauseUntil ?? pauseUntil, pauseUntil);
  }
}

/** "segment vip (enter)": what a flip is called in reasons. */
export function flipText({ entry: { trigger } }: LiveCampaign): string {
  return trigger.kind === 'segment' ? `segment ${trigger.segment} (${trigger.on})` : '';
}

/** In the place of the one that stands under the same item. */
function placed(enrollments: Enrollment[], enrollment: Enrollment, last: Enrollment | undefined): Enrollment[] {
  return last ? enrollments.map((one) => (one === last ? enrollment : one)) : [...enrollments, enrollment];
}
