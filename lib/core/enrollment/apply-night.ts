import type { Profile } from '../customer.ts';
import { day, type Instant, localDate } from '../time.ts';
import type { DateHint } from './enrollment.ts';
import { latestOf } from './enter.ts';
import { lapseOf, repairedHints, waitingHint } from './hints.ts';
import type { LiveCampaign } from './program.ts';
import { type Entering, enterFlipped, flipHints, forgetSegments, lookAtSegments, standing } from './segment-memory.ts';
import { changedPoints, type Decision, type Situation, zoneOf } from './situation.ts';

/**
 * What time alone has changed for a customer: segments that she came into or left, rows of lists that expired, hints that are
 * missing. `stored` are her hints as they stand; without them nothing is said of hints. Campaigns of `existing` were just
 * published and also want those who stood there before: each is told to come on a day that has room. What came due after
 * `since` for a campaign that has no hint of her yet is due now. Twice is once.
 */
export function applyNight(
  before: Situation,
  { stored, existing = [], since }: { stored: readonly DateHint[] | undefined; existing?: readonly string[]; since?: Instant | undefined },
  now: Instant,
): Decision {
  const kept = forgetSegments(withoutExpiredRows(before, now), before.live);
  const looked = lookAtSegments({ ...before, profile: kept }, now);
  const entering: Entering = {
    situation: { ...before, profile: looked.profile },
    changed: new Set(),
    hints: [],
    pauseUntil: undefined,
    why: [],
  };
  enterFlipped(entering, looked.flips, { at: foundAt(before, now), now });
  const again = lookAtSegments(entering.situation, now);
  const situation = { ...entering.situation, profile: again.profile };
  const { changed, pauseUntil, why } = entering;
  const hints = [
    ...entering.hints,
    ...flipHints(again.flips, now),
    ...(stored ? repairedHints(situation, stored, { since: since ?? now, now }) : []),
  ];
  const invited = situation.live.flatMap((campaign) => (existing.includes(campaign.id) ? invite(situation, campaign, now) : []));
  const known = [...hints, ...(stored ?? [])];
  const isKnown = (hint: DateHint) => known.some(({ campaign, date }) => campaign === hint.campaign && date === hint.date);
  return {
    ...(situation.profile === before.profile ? {} : { profile: situation.profile }),
    enrollments: [...changed].sort((a, b) => a - b).flatMap((index) => situation.enrollments[index] ?? []),
    hints: [...hints, ...invited.filter((hint) => !isKnown(hint))],
    ...(pauseUntil === undefined ? {} : { pauseUntil }),
    ...changedPoints(situation),
    why,
  };
}

/** In the day after the tables were restored nobody knows whether it was found, and told, before: then it counts as of the restore. */
function foundAt({ live, orders }: Situation, now: Instant): Instant {
  const restoredAt = Math.max(0, ...live.map(({ id }) => orders?.(id).restoredAt ?? 0));
  return now - restoredAt < day ? Math.min(restoredAt, now) : now;
}

/** The hint of somebody who stands already where the trigger wants her, unless she was entered for that. */
function invite(situation: Situation, campaign: LiveCampaign, now: Instant): DateHint[] {
  const lapse = lapseOf(situation, campaign);
  const date = lapse && lapse.at <= now ? lapse.date : standing(situation.profile, campaign);
  if (date === undefined || latestOf(situation, campaign, { data: {}, occurrence: date })?.occurrence === date) return [];
  const roomOn = situation.full?.get(campaign.id) ?? localDate(now, campaign.zone);
  return [waitingHint(situation, campaign, { date, roomOn, now })];
}

/** A row holds until the end of its last day, in her zone. */
function withoutExpiredRows(situation: Situation, now: Instant): Profile {
  const { profile, settings } = situation;
  if (!profile.lists) return profile;
  const today = localDate(now, zoneOf(situation, settings.brands[0]?.zone ?? 'UTC'));
  const rows = Object.entries(profile.lists);
  const lasting = rows.filter(([, { until }]) => until >= today);
  return lasting.length === rows.length ? profile : { ...profile, lists: Object.fromEntries(lasting) };
}
