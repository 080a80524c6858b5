import { type Counts, plusCounts } from '../core/measurement/counts.ts';
import { type CampaignReport, type Report, reportOf } from '../core/measurement/report.ts';
import type { LoadedCounts } from '../store/counters.ts';
import { keepWeek, loadWeek } from '../store/weekly-reports.ts';
import type { World } from '../world.ts';

/** What was counted since the Monday before; where that was not kept, what was counted of those who entered since. */
export async function weekFigures(
  world: World,
  { campaigns, currency, margin }: Report,
  { counts: { tallied }, monday, since }: { counts: LoadedCounts; monday: string; since: string },
): Promise<CampaignReport[]> {
  const found = await Promise.all(
    campaigns.map(async ({ campaign: { id } }) => {
      const hers = tallied.filter(({ campaign }) => campaign === id);
      const sum = (parts: typeof hers) => parts.reduce<Counts>((all, { counts }) => plusCounts(all, counts), {});
      const kept = await keepWeek(world, id, { monday, counts: sum(hers) });
      const before = await loadWeek(world, id, since);
      const counts = before ? plusCounts(kept, before, -1) : sum(hers.filter(({ bucket }) => bucket.slice(0, 10) >= since));
      return { campaign: id, bucket: since, counts };
    }),
  );
  const report = reportOf({
    campaigns: campaigns.map(({ campaign }) => campaign),
    tallied: found,
    money: { currency, margin },
    now: world.now(),
  });
  return report.campaigns;
}
