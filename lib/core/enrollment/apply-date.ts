import type { Instant } from '../time.ts';
import { firingFor, nextHint } from './date-hints.ts';
import type { DateHint } from './enrollment.ts';
import { enter } from './enter.ts';
import type { Decision, Situation } from './situation.ts';

/**
 * What follows when a date trigger fires: she enters, if every rule of entry lets her in, and the hint moves to the next
 * time. Too early is a no-op; where her date or zone has changed meanwhile, only the hint moves.
 */
export function applyDate(situation: Situation, hint: DateHint, now: Instant): Decision {
  const campaign = situation.live.find(({ id }) => id === hint.campaign);
  const next = campaign && nextHint(situation, campaign, now);
  if (!campaign || !next) return { enrollments: [], hints: [{ ...hint, dueAt: null }], why: [] };
  if (hint.dueAt !== null && hint.dueAt > now) return { enrollments: [], hints: [], why: [] };
  const firesAt = firingFor(situation, campaign, { date: hint.date, now });
  if (firesAt === undefined || firesAt > now) return { enrollments: [], hints: [next], why: [] };
  const { trigger } = campaign.entry;
  const occurrence = trigger.kind === 'date' && trigger.yearly ? hint.date.slice(0, 4) : hint.date;
  const occasion = { at: firesAt, occurrence, data: { date: hint.date }, what: `the date ${occurrence}`, now };
  const entered = enter(situation, campaign, occasion);
  const after = { ...situation, profile: entered.profile };
  return {
    ...(entered.profile === situation.profile ? {} : { profile: entered.profile }),
    enrollments: entered.enrollment ? [entered.enrollment] : [],
    hints: [nextHint(after, campaign, now) ?? next],
    ...(entered.pauseUntil === undefined ? {} : { pauseUntil: entered.pauseUntil }),
    why: entered.why,
  };
}

/** For each campaign in force with a date trigger: when it fires next for this customer; `dueAt: null` = never as things stand. */
export function dateHints(situation: Situation, now: Instant): DateHint[] {
  return situation.live.flatMap((campaign) => nextHint(situation, campaign, now) ?? []);
}
