import type { Instant } from '../time.ts';
import { enter, latestOf } from './enter.ts';
import { changedHints } from './hints.ts';
import type { LiveCampaign } from './program.ts';
import { flipHints, lookAtSegments } from './segment-memory.ts';
import { changedPoints, type Decision, type Situation } from './situation.ts';

/** One recipient of a run: `dueAt` is when the run is due for her, `place` where she stands in its pages. */
export interface RunEntry {
  occurrence: string;
  dueAt: Instant;
  /** When the run was started. */
  startedAt?: Instant | undefined;
  place: string;
  now: Instant;
}

/** What became of a recipient: entered (now, or by this run before), or not, with the reason. */
export type RunOutcome = { state: 'entered' } | { state: 'suppressed'; reason: string };

/**
 * What follows when a run of a scheduled campaign has selected a customer: she enters, if every rule of entry lets her in.
 * The same run again changes nothing and says the same.
 */
export function applyRun(
  situation: Situation,
  campaign: LiveCampaign,
  entry: RunEntry,
): { decision: Decision | undefined; outcome: RunOutcome } {
  const { occurrence, dueAt, startedAt, place, now } = entry;
  const run = { occurrence, place, ...(startedAt !== undefined && { startedAt }) };
  const occasion = { at: dueAt, occurrence, data: {}, what: `the run of ${occurrence}`, now, run };
  const before = latestOf(situation, campaign, occasion);
  if (before?.run === occurrence) return { decision: undefined, outcome: outcomeOf(before.status) };
  const entered = enter(situation, campaign, occasion);
  if (!entered.enrollment)
    return {
      decision: undefined,
      outcome: { state: 'suppressed', reason: entered.refused ?? 'not-entered' },
    };
  const { profile, flips } =
    entered.profile === situation.profile
      ? { profile: situation.profile, flips: [] }
      : lookAtSegments({ ...situation, profile: entered.profile }, now, situation.profile);
  const decision: Decision = {
    ...(profile === situation.profile ? {} : { profile }),
    enrollments: [entered.enrollment],
    hints: [...changedHints(situation, { ...situation, profile }, now), ...flipHints(flips, now)],
    ...(entered.pauseUntil === undefined ? {} : { pauseUntil: entered.pauseUntil }),
    ...changedPoints(entered),
    why: entered.why,
  };
  return { decision, outcome: outcomeOf(entered.enrollment.status) };
}

function outcomeOf(status: 'inside' | 'ended' | 'held-out'): RunOutcome {
  return status === 'held-out' ? { state: 'suppressed', reason: 'held-out' } : { state: 'entered' };
}
