import { type Instant } from '../time.ts';
import { firingFor, nextHint } from './date-hints.ts';
import { enter } from './enter.ts';
import type { DateHint } from './enrollment.ts';
import type { Decision, Situation } from './situation.ts';

export { dateHints } from './date-hints.ts';

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
  const entered = enter(situation, campaign, { at: firesAt, occurrence, data: { date: hint.date }, what: `the date ${occurrence}` }, now);
  const changed = entered.profile !== situation.profile;
  return {
    ...(changed ? { profile: entered.profile } : {}),
    enrollments: entered.enrollment ? [entered.enrollment] : [],
    hints: [next],
    ...(entered.pauseUntil === undefined ? {} : { pauseUntil: entered.pauseUntil }),
    why: entered.why,
  };
}
