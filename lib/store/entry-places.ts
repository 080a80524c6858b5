import type { LiveCampaign } from '../core/enrollment/program.ts';
import type { Decision } from '../core/enrollment/situation.ts';
import { addToDate, type Instant, localDate } from '../core/time.ts';
import type { Conflict, Operation, World } from '../world.ts';
import { entriesPrefix, keys } from './keys.ts';

/** Campaigns whose entries of today are taken, and the first day that has room. */
export type Full = Map<string, string>;

/**
 * Learns from a write that failed because a day's entries were taken: decide again with `full`, which this adds to. Any other
 * conflict teaches nothing.
 */
export async function learnFull(
  world: World,
  live: readonly LiveCampaign[],
  { full, conflict }: { full: Full; conflict: Conflict | undefined },
): Promise<void> {
  const taken = conflict?.reason === 'condition' ? conflict.found?.pk : undefined;
  if (!taken?.startsWith(entriesPrefix)) return;
  const campaign = live.find(({ id }) => id === taken.slice(entriesPrefix.length));
  if (campaign) full.set(campaign.id, await firstDayWithRoom(world, campaign));
}

/**
 * Takes one of the day's entries for each campaign that a decision enters somebody into, and for each hint that keeps a place,
 * in the transaction of the decision itself. `kept`: the campaign for which the place was taken before.
 */
export function takePlaces(
  { why, hints }: Pick<Decision, 'why' | 'hints'>,
  live: readonly LiveCampaign[],
  { now, kept }: { now: Instant; kept?: string | undefined },
): Operation[] {
  return live.flatMap((campaign) => {
    const most = campaign.limits.entriesPerDay;
    if (most === undefined) return [];
    const entered = why.some(
      (reason) => reason.campaign === campaign.id && (reason.verdict === 'entered' || reason.verdict === 'held-out'),
    );
    const later = hints.find((hint) => hint.campaign === campaign.id && hint.place !== undefined && hint.dueAt !== null);
    const day = entered && kept !== campaign.id ? localDate(now, campaign.zone) : later?.place;
    return day === undefined ? [] : [takePlace(campaign.id, day, most)];
  });
}

/** Counted downwards from 0, since a condition can only ask for "at least". */
function takePlace(campaign: string, day: string, most: number): Operation {
  return {
    update: keys.entries(campaign, day),
    add: [[['countdown'], -1]],
    if: { any: [{ absent: ['pk'] }, { atLeast: [['countdown'], 1 - most] }] },
  };
}

async function firstDayWithRoom(world: World, { id, zone, limits }: LiveCampaign): Promise<string> {
  const taken = new Map<string, number>();
  let after: string | undefined;
  do {
    const page = await world.table.query({ table: 'control', pk: entriesPrefix + id, ...(after && { after }) });
    for (const { sk, countdown } of page.items) taken.set(sk, -Number(countdown));
    after = page.next;
  } while (after);
  let day = localDate(world.now(), zone);
  while ((taken.get(day) ?? 0) >= (limits.entriesPerDay ?? Infinity)) day = addToDate(day, { months: 0, days: 1, ms: 0 });
  return day;
}
