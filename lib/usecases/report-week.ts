import type { Brand } from '../core/definition/settings.ts';
import { addToDate, type Instant, localDate, nextLocalTime } from '../core/time.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { loadCounts } from '../store/counters.ts';
import { keys } from '../store/keys.ts';
import { loadNextReport, reportsOwner, saveNextReport } from '../store/weekly-reports.ts';
import { weekMail } from '../templates/report-mail.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { mailColleagues } from './mail-colleagues.ts';
import { reportCampaigns } from './report-campaigns.ts';
import { weekContent } from './report-week-content.ts';
import { weekFigures } from './report-week-figures.ts';

const mondayAtSeven = { minutes: 7 * 60, weekdays: [1] };
/** A minute apart. What fails longer waits for the next week; each failure was told. */
const mostTries = 20;

/** What one call did, and what failed for one owner while the others were mailed. */
export interface WeekMailed {
  mails: number;
  failures: unknown[];
}

/**
 * Once a week, from Monday at seven in the zone of the first brand on: mails each owner what her campaigns did in the week before, and
 * what they have caused so far. Nobody whose campaigns did nothing. Called each minute: a call that is late, or that comes after one
 * which died half-way, does what is left, and each owner has one mail a week as surely as colleagues have any.
 */
export async function reportWeek(world: World): Promise<WeekMailed> {
  const [now, next] = [world.now(), await loadNextReport(world)];
  if (next && next.at > now) return { mails: 0, failures: [] };
  if (!(await world.table.get(keys.settings))) return { mails: 0, failures: [] };
  const catalogue = await loadCatalogue(world);
  const zone = catalogue.settings.brands[0]?.zone ?? 'UTC';
  // Nothing is told of the time before the first Monday.
  const done = next ? await mailOwners(world, catalogue, mondayBefore(now, zone)) : { mails: 0, failures: [] };
  const again = next && done.failures.length > 0 && next.tried < mostTries;
  const to = again ? { at: next.at, tried: next.tried + 1 } : { at: nextLocalTime(now + 1, mondayAtSeven, zone), tried: 0 };
  await saveNextReport(world, { from: next, to });
  return done;
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

async function mailOwners(world: World, { settings, live }: Catalogue, monday: string): Promise<WeekMailed> {
  const counts = await loadCounts(world);
  const whole = await reportCampaigns(world, {}, { counts, revenues: new Map() });
  const since = addToDate(monday, { months: 0, days: 7, ms: 0 }, -1);
  const week = await weekFigures(world, whole, { counts, monday, since });
  const active = week.filter(({ all, control }) => all.entered + all.sent.email + all.sent.sms + all.goals + control.entered > 0);
  const owners = Map.groupBy(active, ({ campaign }) => campaign.owner.toLowerCase());
  let mails = 0;
  const failures = await eachApart([...owners], async ([owner, hers]) => {
    const [first] = hers;
    const named = live.find(({ id }) => id === first?.campaign.id)?.definition.brand;
    const brand: Brand | undefined = settings.brands.find(({ id }) => id === named) ?? settings.brands[0];
    if (!brand) return;
    const mail = weekMail(weekContent(hers, { whole, since, until: addToDate(monday, { months: 0, days: 1, ms: 0 }, -1) }));
    const { state } = await mailColleagues(world, { id: `week#${monday}`, owner: reportsOwner, to: [owner], brand, mail });
    if (state === 'sent') mails += 1;
  });
  return { mails, failures };
}
