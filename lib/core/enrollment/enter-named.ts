import type { Activity } from '../activity.ts';
import { explainTest } from '../audience/explain.ts';
import type { LiveProgram } from '../loyalty/live-program.ts';
import { toldBy } from '../recorded-activity.ts';
import type { Instant } from '../time.ts';
import type { Reason } from './enrollment.ts';
import { enter, latestOf } from './enter.ts';
import { changedHints } from './hints.ts';
import type { LiveCampaign } from './program.ts';
import { flipHints, lookAtSegments } from './segment-memory.ts';
import { changedPoints, type Decision, type Situation, subjectOf } from './situation.ts';

/** Whom one activity names, and the campaigns that it would enter her into: those whose trigger has "for". */
export interface Named {
  /** The shop's own id. */
  customer: string;
  campaigns: string[];
}

/** A longer text is no id of a customer. */
const longestId = 128;

/** Another customer than the one who did it, or nobody with the reason. */
export function namedBy(live: readonly LiveCampaign[], activity: Activity): { named: Named[]; why: Reason[] } {
  const named = new Map<string, string[]>();
  const why: Reason[] = [];
  for (const { id, status, entry } of live) {
    const { trigger } = entry;
    if (status !== 'live' || trigger.kind !== 'activity' || trigger.activity !== activity.type || trigger.for === undefined) continue;
    const customer = activity.data[trigger.for];
    const refusal = refusalOf(customer, activity);
    if (typeof customer !== 'string' || refusal !== undefined)
      why.push({ campaign: id, verdict: 'not-entered', because: `${activity.type} ${activity.id}: "${trigger.for}" ${refusal}` });
    else named.set(customer.trim(), [...(named.get(customer.trim()) ?? []), id]);
  }
  return { named: [...named].map(([customer, campaigns]) => ({ customer, campaigns })), why };
}

function refusalOf(customer: unknown, activity: Activity): string | undefined {
  if (typeof customer !== 'string' || customer.trim() === '' || customer.length > longestId) return 'names no customer';
  return customer.trim() === activity.customer ? 'names the one who did it' : undefined;
}

/** The customers whom an activity names by rules of programs with "for", each once, with the programs. */
export function creditedBy(programs: readonly LiveProgram[], activity: Activity): Map<string, Set<string>> {
  const credited = new Map<string, Set<string>>();
  for (const { id, status, earn } of programs) {
    for (const rule of earn) {
      const customer = rule.for === undefined || rule.activity !== activity.type ? undefined : activity.data[rule.for];
      if (status !== 'live' || typeof customer !== 'string' || refusalOf(customer, activity) !== undefined) continue;
      credited.set(customer.trim(), (credited.get(customer.trim()) ?? new Set()).add(id));
    }
  }
  return credited;
}

/**
 * Enters a customer into campaigns because of what another one did. `trigger.*` is what the other one's activity tells, and
 * `trigger.by` her id. The same activity again enters nobody twice.
 */
export function enterNamed(
  before: Situation,
  { activity, campaigns }: { activity: Activity; campaigns: readonly string[] },
  now: Instant,
): Decision {
  const decision: Decision = { enrollments: [], hints: [], why: [] };
  const data = { ...activity.data, by: activity.customer };
  const what = `${activity.type} ${activity.id} of another customer`;
  let situation = before;
  for (const campaign of before.live.filter(({ id }) => campaigns.includes(id))) {
    const refused = refusalBy(situation, campaign, { activity, now });
    if (refused !== undefined) {
      decision.why.push({ campaign: campaign.id, verdict: 'not-entered', because: `${what}: ${refused}` });
      continue;
    }
    const entered = enter(situation, campaign, { at: activity.occurredAt, occurrence: activity.id, data, what, now });
    decision.why.push(...entered.why);
    if (entered.enrollment) decision.enrollments.push(entered.enrollment);
    if (entered.pauseUntil !== undefined) decision.pauseUntil = Math.max(decision.pauseUntil ?? 0, entered.pauseUntil);
    const { profile, loyalty, spent } = entered;
    situation = { ...situation, profile, loyalty, spent, enrollments: [...situation.enrollments, ...decision.enrollments.slice(-1)] };
  }
  Object.assign(decision, changedPoints(situation));
  if (situation.profile === before.profile) return decision;
  const { profile, flips } = lookAtSegments(situation, now, before.profile);
  return {
    ...decision,
    profile,
    hints: [...changedHints(before, { ...situation, profile }, now), ...flipHints(flips, now)],
  };
}

/** Nothing marks an activity as applied to the one whom it names: what entered her last tells that it came before. */
function refusalBy(
  situation: Situation,
  campaign: LiveCampaign,
  { activity, now }: { activity: Activity; now: Instant },
): string | undefined {
  const last = latestOf(situation, campaign, { data: activity.data, occurrence: activity.id });
  if (last && activity.occurredAt <= last.enteredAt) return 'it has entered her before, or something later has';
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'activity' || !trigger.where) return undefined;
  const { verdict, because } = explainTest(trigger.where, { ...subjectOf(situation, campaign), activity: toldBy(activity) }, now);
  return verdict === true ? undefined : because;
}
