import type { LiveCampaign } from '../core/enrollment/program.ts';
import type { CampaignReport } from '../core/measurement/report.ts';
import { addToDate, day } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { loadCounts } from '../store/counters.ts';
import { endedCampaigns } from '../store/ended-campaigns.ts';
import { reportsOwner } from '../store/weekly-reports.ts';
import { weekMail } from '../templates/report-mail.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { mailColleagues } from './mail-colleagues.ts';
import { type CampaignsReport, reportCampaigns } from './report-campaigns.ts';
import { weekContent } from './report-week-content.ts';
import { weekFigures } from './report-week-figures.ts';

/** So long what a campaign does for those who are inside it is told after it went out of force. */
const toldAfterEnd = 91 * day;

/** A campaign and its figures; none where they could not be read. */
interface Told {
  campaign: LiveCampaign;
  figures?: { week: CampaignReport; whole: CampaignsReport };
}

/**
 * Mails each owner the week before this Monday (a local date), once. One whose figures cannot all be read waits for the last
 * try: then she is told which are missing.
 */
export async function mailOwners(
  world: World,
  catalogue: Catalogue,
  { monday, isLast }: { monday: string; isLast: boolean },
): Promise<{ mails: number; failures: unknown[] }> {
  const since = addToDate(monday, { months: 0, days: 7, ms: 0 }, -1);
  const until = addToDate(monday, { months: 0, days: 1, ms: 0 }, -1);
  const { brands } = catalogue.settings;
  const all: Told[] = [];
  const unread = await eachApart(await versionsOfWeek(world, catalogue), async ({ campaign: id, version }) => {
    const { campaign } = await catalogue.version(id, version);
    const told: Told = { campaign };
    all.push(told);
    const counts = await loadCounts(world, { campaign: id });
    const whole = await reportCampaigns(world, { campaign: id }, { counts, revenues: new Map() });
    const [week] = await weekFigures(world, whole, { counts, monday, since });
    if (week) told.figures = { week, whole };
  });
  let mails = 0;
  const active = all.filter(({ figures }) => !figures || isActive(figures.week));
  const owners = Map.groupBy(active, ({ campaign }) => campaign.definition.owner.toLowerCase());
  const unsent = await eachApart([...owners], async ([owner, hers]) => {
    const figures = hers.flatMap((told) => told.figures ?? []);
    const missing = hers.filter((told) => !told.figures).map(({ campaign }) => campaign.definition.name);
    const [first] = figures;
    if (!first || (missing.length > 0 && !isLast)) return;
    const named = hers.find(({ campaign }) => campaign.id === first.week.campaign.id)?.campaign.definition.brand;
    const brand = brands.find(({ id }) => id === named) ?? brands[0];
    if (!brand) return;
    const campaigns = figures.flatMap(({ whole }) => whole.campaigns);
    const whole = { ...first.whole, campaigns, budgets: figures.flatMap(({ whole }) => whole.budgets) };
    const weeks = figures.map(({ week }) => week);
    const mail = weekMail(weekContent(weeks, { whole, since, until, missing }));
    const mailing = { id: `week#${monday}`, owner: reportsOwner, to: [owner], brand, mail, onceIsEnough: true as const };
    if ((await mailColleagues(world, mailing)).state === 'sent') mails += 1;
  });
  return { mails, failures: [...unread, ...unsent] };
}

/** Those in force, and those that were until lately, by id. */
async function versionsOfWeek(world: World, { live }: Catalogue): Promise<{ campaign: string; version: string }[]> {
  const current = live.map(({ id, version }) => ({ campaign: id, version }));
  const ended = (await endedCampaigns(world)).filter(
    ({ campaign, at }) => at > world.now() - toldAfterEnd && !live.some(({ id }) => id === campaign),
  );
  return [...current, ...ended].sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
}

function isActive({ all, control }: CampaignReport): boolean {
  return all.entered + all.sent.email + all.sent.sms + all.goals + control.controlGroup > 0;
}
