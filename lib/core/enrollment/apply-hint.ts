import { day, type Instant } from '../time.ts';
import type { DateHint } from './enrollment.ts';
import { enter, type Occasion } from './enter.ts';
import { firingFor, lapseOf, laterHint, nextHint, waitingHint } from './hints.ts';
import type { LiveCampaign } from './program.ts';
import { flipHints, flipText, lookAtSegments, standing } from './segment-memory.ts';
import { changedPoints, type Decision, isCancelled, type Situation, subjectOf } from './situation.ts';

/**
 * What follows when a hint has come due: she enters, if what it told of still holds and every rule of entry lets her in, and
 * the hint moves to the next time. Too early is a no-op; where her date, zone, orders or segments have changed meanwhile, or the
 * shop's rhythm, only the hint moves.
 */
export function applyHint(situation: Situation, hint: DateHint, now: Instant): Decision {
  const campaign = situation.live.find(({ id }) => id === hint.campaign);
  const gone = { ...hint, dueAt: null };
  if (campaign?.status !== 'live' || !['date', 'lapse', 'segment'].includes(campaign.entry.trigger.kind))
    return { enrollments: [], hints: [gone], why: [] };
  if (hint.dueAt !== null && hint.dueAt > now) return { enrollments: [], hints: [], why: [] };
  if (hint.since !== undefined && isCancelled(situation, campaign.id, hint.since)) return { enrollments: [], hints: [gone], why: [] };
  const next = (of: Situation) => nextHint(of, campaign, now) ?? gone;
  const occasion = occasionOf(situation, campaign, { hint, now });
  if (!occasion) return { enrollments: [], hints: [next(situation)], why: [] };
  const entered = enter(situation, campaign, { ...occasion, now, placed: hint.place !== undefined });
  const { profile, flips } = lookAtSegments({ ...situation, profile: entered.profile }, now, situation.profile);
  const mayWait = campaign.entry.trigger.kind !== 'date';
  const own =
    mayWait && entered.roomOn !== undefined
      ? waitingHint(situation, campaign, { date: hint.date, roomOn: entered.roomOn, now })
      : ((mayWait ? laterHint(campaign, hint, { refused: entered.refused, now }) : undefined) ?? next({ ...situation, profile }));
  return {
    ...(profile === situation.profile ? {} : { profile }),
    enrollments: entered.enrollment ? [entered.enrollment] : [],
    hints: [own, ...flipHints(flips, now).filter((other) => other.campaign !== hint.campaign)],
    ...(entered.pauseUntil === undefined ? {} : { pauseUntil: entered.pauseUntil }),
    ...changedPoints(entered),
    why: entered.why,
  };
}

/** For each campaign in force whose trigger has an instant of its own: when it fires next for this customer; `dueAt: null` = never as things stand. */
export function nextHints(situation: Situation, now: Instant): DateHint[] {
  return situation.live.flatMap((campaign) => nextHint(situation, campaign, now) ?? []);
}

type Due = Pick<Occasion, 'at' | 'occurrence' | 'data' | 'what'>;

/** What the hint tells of, if it holds by now. Somebody who had to wait enters as of the instant for which she was told to come. */
function occasionOf(situation: Situation, campaign: LiveCampaign, due: { hint: DateHint; now: Instant }): Due | undefined {
  const { trigger } = campaign.entry;
  if (trigger.kind === 'lapse') return lapsed(situation, campaign, due);
  return trigger.kind === 'segment' ? flippedBefore(situation, campaign, due) : dateCome(situation, campaign, due);
}

function dateCome(situation: Situation, campaign: LiveCampaign, { hint, now }: { hint: DateHint; now: Instant }): Due | undefined {
  const { trigger } = campaign.entry;
  const at = firingFor(situation, campaign, { date: hint.date, now });
  if (at === undefined || at > now) return undefined;
  const occurrence = trigger.kind === 'date' && trigger.yearly ? hint.date.slice(0, 4) : hint.date;
  return { at, occurrence, data: { date: hint.date }, what: `the date ${occurrence}` };
}

function lapsed(situation: Situation, campaign: LiveCampaign, { hint, now }: { hint: DateHint; now: Instant }): Due | undefined {
  const lapse = lapseOf(situation, campaign);
  if (!lapse || lapse.at > now || lapse.date !== hint.date) return undefined;
  const at = Math.max(lapse.at, hint.dueAt ?? now);
  const daysSilent = Math.floor((at - lapse.lastAt) / day);
  const what = `${daysSilent} days without an order since ${lapse.date.slice(0, 10)}`;
  return { at, occurrence: lapse.date, data: { daysSilent, lastOrderAt: lapse.date }, what };
}

function flippedBefore(situation: Situation, campaign: LiveCampaign, { hint, now }: { hint: DateHint; now: Instant }): Due | undefined {
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'segment' || standing(situation.profile, campaign) !== hint.date) return undefined;
  if (trigger.test(subjectOf(situation, campaign), now) !== (trigger.on === 'enter')) return undefined;
  return { at: hint.dueAt ?? now, occurrence: hint.date, data: {}, what: flipText(campaign) };
}
