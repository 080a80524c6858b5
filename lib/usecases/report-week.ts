import type { Settings } from '../core/definition/settings.ts';
import { addToDate, hour, type Instant, localDate, minute, nextLocalTime } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import { loadNextReport, saveNextReport } from '../store/weekly-reports.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { mailOwners } from './report-week-owners.ts';

const mondayAtSeven = { minutes: 7 * 60, weekdays: [1] };
/** Then what fails waits for the next week. */
const mostTries = 6;
/** From one try to the next, twice as long each time up to an hour. */
const quarter = 15 * minute;

/** What one call did, and what failed for one owner or campaign while the others were mailed. */
export interface WeekMailed {
  mails: number;
  failures: unknown[];
  /** It was the last try of this week. */
  givenUp: boolean;
}

const nothing: WeekMailed = { mails: 0, failures: [], givenUp: false };

/**
 * Once a week, from Monday at seven in the zone of the first brand on: mails each owner what her campaigns did in the week before, and
 * what they have caused so far. Nobody whose campaigns did nothing. Called each quarter of an hour: a call that is late, or that comes
 * after one which failed or died, does what is left. A try is counted before it begins, so whatever ends it ends the week's tries in time.
 */
export async function reportWeek(world: World): Promise<WeekMailed> {
  const [now, next] = [world.now(), await loadNextReport(world)];
  if (next && next.at > now) return nothing;
  const stored = await world.table.get(keys.settings);
  if (!stored) return nothing;
  const zone = fromJson<Settings>(stored.settings).brands[0]?.zone ?? 'UTC';
  const nextWeek = { at: nextLocalTime(now + 1, mondayAtSeven, zone), tried: 0 };
  const isOver = next && next.tried >= mostTries;
  const trying = next && { at: now - (now % quarter) + Math.min(hour, quarter * 2 ** next.tried), tried: next.tried + 1 };
  const isMine = await saveNextReport(world, { from: next, to: trying && !isOver ? trying : nextWeek });
  // Nothing is told of the time before the first Monday.
  if (!isMine || !trying) return nothing;
  if (isOver) return { ...nothing, failures: [new Error('the last try to mail the owners of campaigns died')], givenUp: true };
  const isLast = trying.tried === mostTries;
  const done = await tryMails(world, { monday: mondayBefore(now, zone), isLast });
  if (done.failures.length === 0 || isLast) await saveNextReport(world, { from: trying, to: nextWeek });
  return { ...done, givenUp: isLast && done.failures.length > 0 };
}

async function tryMails(world: World, week: { monday: string; isLast: boolean }): Promise<{ mails: number; failures: unknown[] }> {
  let mailed: { mails: number; failures: unknown[] } = { mails: 0, failures: [] };
  const failures = await eachApart([week], async () => {
    mailed = await mailOwners(world, await loadCatalogue(world), week);
  });
  return { ...mailed, failures: [...mailed.failures, ...failures] };
}

/** When `reportWeek` has something to do next, now included; undefined while nothing was published. */
export async function nextReportAt(world: World): Promise<Instant | undefined> {
  const next = await loadNextReport(world);
  if (next) return next.at;
  return (await world.table.get(keys.settings)) ? world.now() : undefined;
}

/** The date of the latest Monday of which it was seven. */
function mondayBefore(now: Instant, zone: string): string {
  const next = nextLocalTime(now + 1, mondayAtSeven, zone);
  return addToDate(localDate(next, zone), { months: 0, days: 7, ms: 0 }, -1);
}
