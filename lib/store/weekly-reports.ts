import type { Counts } from '../core/measurement/counts.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Key, World } from '../world.ts';
import { fromJson, toJson } from './json.ts';

/*
 * control   REPORTS · -               when owners are mailed next, and how often that was tried
 *           WEEK#<campaign> · <date>  what was counted of a campaign up to that Monday
 * relations REPORTS · NTC#…           an owner was mailed
 */
const headKey: Key = { table: 'control', pk: 'REPORTS', sk: '-' };
const weekKey = (campaign: string, monday: string): Key => ({ table: 'control', pk: `WEEK#${campaign}`, sk: monday });

/** The partition of the notes that an owner was mailed. */
export const reportsOwner = 'REPORTS';

/** When owners are mailed, or the mails tried again, and how often they were tried this week. */
export interface NextReport {
  at: Instant;
  tried: number;
}

/** Undefined before it was ever decided. */
export async function loadNextReport(world: World): Promise<NextReport | undefined> {
  const head = await world.table.get(headKey);
  return head && { at: Number(head.nextAt), tried: Number(head.tried) };
}

/** Moves it on, unless somebody else has: resolves to whether this call did. `from` is what was read. */
export async function saveNextReport(world: World, { from, to }: { from: NextReport | undefined; to: NextReport }): Promise<boolean> {
  const same: Condition = from ? { all: [{ equals: [['nextAt'], from.at] }, { equals: [['tried'], from.tried] }] } : { absent: ['pk'] };
  return !(await world.table.write([{ put: { ...headKey, nextAt: to.at, tried: to.tried }, if: same }]));
}

/** Keeps what was counted up to a Monday; resolves to what stands: the first word, so that a mail that is made again is the same. */
export async function keepWeek(world: World, campaign: string, { monday, counts }: { monday: string; counts: Counts }): Promise<Counts> {
  const key = weekKey(campaign, monday);
  const conflict = await world.table.write([{ put: { ...key, counts: toJson(counts) }, if: { absent: ['pk'] } }]);
  if (!conflict) return counts;
  return (await loadWeek(world, campaign, monday)) ?? counts;
}

/** What was counted up to a Monday; undefined when that was not kept. */
export async function loadWeek(world: World, campaign: string, monday: string): Promise<Counts | undefined> {
  const item = await world.table.get(weekKey(campaign, monday));
  return item && fromJson<Counts>(item.counts);
}
