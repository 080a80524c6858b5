import type { Next } from './enrollment/node.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { nextOccurrence, type Occurrence, type ScheduleRule } from './schedule.ts';
import { type StandingOrders, wasCancelled } from './standing-orders.ts';
import { addDuration, type CalendarDuration, durationOf, hour, type Instant } from './time.ts';

/** How far the runs of a scheduled campaign have come. */
export interface SchedulePointer {
  /** When it was first live: what was due before is no business of it. */
  since: Instant;
  /** The latest occurrence that was started or given up. */
  done?: string;
}

/** An occurrence whose time has come: to be started, or given up with its reason. */
export interface DueRun {
  campaign: LiveCampaign;
  occurrence: Occurrence;
  missed: 'too-late' | 'cancelled' | undefined;
}

/** So many occurrences of one campaign are decided at once; what a longer outage left is decided a minute later. */
const mostAtOnce = 20;

/**
 * Every occurrence of a scheduled campaign that has opened and was not decided yet, earliest first. One that is no longer
 * valid anywhere is missed; a paused campaign decides nothing.
 */
export function dueRuns(
  campaign: LiveCampaign,
  pointer: SchedulePointer,
  { orders, now }: { orders: StandingOrders; now: Instant },
): DueRun[] {
  if (orders.pausedAt !== undefined) return [];
  const runs: DueRun[] = [];
  let done = pointer.done;
  for (let next = nextRun(campaign, pointer); next && next.opensAt <= now && runs.length < mostAtOnce; ) {
    runs.push({ campaign, occurrence: next, missed: missedReason(campaign, next, { orders, now }) });
    done = next.name;
    next = nextRun(campaign, { since: pointer.since, done });
  }
  return runs;
}

/** The occurrence that is decided next; undefined when there is none, or no schedule. */
export function nextRun({ definition, entry, status }: LiveCampaign, { since, done }: SchedulePointer): Occurrence | undefined {
  if (entry.trigger.kind !== 'schedule' || status !== 'live') return undefined;
  const { starts, ends } = definition;
  return nextOccurrence(entry.trigger.schedule, { since, done, starts, ends });
}

/** The schedule of a campaign. Throws for one that has none: its runs cannot exist. */
export function scheduleOf({ id, entry }: LiveCampaign): ScheduleRule {
  if (entry.trigger.kind !== 'schedule') throw new RangeError(`campaign ${id} has no schedule`);
  return entry.trigger.schedule;
}

/**
 * Until when a group of recipients may be sent on. An hour over the validity of its first message, which is counted in each
 * customer's zone: what is late for her is decided at send.
 */
export function groupExpiresAt(campaign: LiveCampaign, dueAt: Instant): Instant {
  return addDuration(dueAt, firstValidity(campaign), 'UTC') + hour;
}

/** How long the first message on the plainest road is valid; a day where there is none. */
function firstValidity({ first, nodes }: LiveCampaign): CalendarDuration {
  for (let at: Next | undefined = first; at; ) {
    const node = nodes.get(at);
    if (node?.verb === 'send') return node.validFor;
    if (!node || node.verb === 'exit') break;
    at = node.verb === 'split' ? node.arms[0]?.to : 'next' in node ? node.next : node.otherwise;
  }
  return durationOf('1 day');
}

function missedReason(
  campaign: LiveCampaign,
  { opensAt, lastAt }: Occurrence,
  { orders, now }: { orders: StandingOrders; now: Instant },
): DueRun['missed'] {
  if (wasCancelled(orders, opensAt)) return 'cancelled';
  return groupExpiresAt(campaign, lastAt) <= now ? 'too-late' : undefined;
}
