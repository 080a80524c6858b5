import type { Instant } from '../core/time.ts';
import { type Publication, type Published, publishCatalogue } from '../store/catalogue.ts';
import { ensureSecrets, type Secrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { backFillCounts } from './back-fill-counts.ts';
import { askForPasses } from './begin-pass.ts';
import { comparePrograms } from './compare-programs.ts';
import { keepBaseCurrency } from './keep-base-currency.ts';
import { armSchedules } from './start-runs.ts';

/**
 * Puts a checked and compiled set of definitions in force: what they count of customers is counted first, then the versions
 * go live, then everything that time will bring is noted. `liveFrom`: what happened before it is history; it is kept from the
 * first time on, as are the keys of the installation, for which `fresh` are used when there are none.
 * Twice is once; one that died half-way is ended by the next.
 */
export async function publishCampaigns(
  world: World,
  publication: Publication,
  { liveFrom, fresh }: { liveFrom: Instant; fresh: Secrets },
): Promise<Published[]> {
  // Before anything is written: a program that accounts stand under may not vanish.
  await comparePrograms(world, publication);
  await keepBaseCurrency(world, publication.settings);
  await ensureSecrets(world, fresh);
  // Pictures first: a mail of today must find them.
  for (const asset of publication.assets ?? []) await world.putAsset(asset);
  // Counted before anybody asks: a question about what was never counted is answered "unknown".
  await backFillCounts(world, publication);
  const published = await publishCatalogue(world, publication, liveFrom);
  await armSchedules(world);
  await askForPasses(world);
  return published;
}
