import type { LiveCampaign } from './enrollment/program.ts';
import { isBeforeRestore, type StandingOrders, wasCancelled } from './standing-orders.ts';
import type { Instant } from './time.ts';

/** Why a whole group of recipients is sent nothing. */
export type GroupReason =
  | 'cancelled'
  | 'before-restore'
  | 'campaign-ended'
  | 'before-live'
  | 'campaign-paused'
  | 'bulk-paused'
  | 'too-late';

/** A group of recipients of one run that is due. */
export interface DueGroup {
  campaign: string;
  occurrence: string;
  priority: number;
  dueAt: Instant;
  /** Recipients. */
  count: number;
}

/** Of those due now the higher priority goes first, then what was due earlier, then by name. */
export function inOrder(one: DueGroup, other: DueGroup): number {
  return other.priority - one.priority || one.dueAt - other.dueAt || (nameOf(one) < nameOf(other) ? -1 : 1);
}

function nameOf({ campaign, occurrence }: DueGroup): string {
  return `${campaign}#${occurrence}`;
}

/** What keeps a whole group from being sent for good; undefined when it may go. */
export function groupReason(
  campaign: LiveCampaign,
  { group, run }: { group: { dueAt: Instant; expiresAt: Instant }; run: { since: Instant; startedAt: Instant } },
  { inForce, orders, now }: { inForce: boolean; orders: StandingOrders; now: Instant },
): GroupReason | undefined {
  if (wasCancelled(orders, run.startedAt)) return 'cancelled';
  if (!inForce || now >= campaign.endsAt) return 'campaign-ended';
  if (group.dueAt < run.since) return 'before-live';
  if (isBeforeRestore(orders, group.dueAt)) return 'before-restore';
  if (group.expiresAt > now) return undefined;
  if (orders.pausedAt !== undefined) return 'campaign-paused';
  return isStopped(campaign, orders) ? 'bulk-paused' : 'too-late';
}

/** Whether its recipients wait until bulk mail goes on: those of texts alone need not. */
export function isStopped({ broadcast }: LiveCampaign, { bulkPausedAt }: StandingOrders): boolean {
  return bulkPausedAt !== undefined && (broadcast?.by.includes('email') ?? true);
}
