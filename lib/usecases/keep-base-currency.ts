import type { Settings } from '../core/definition/settings.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { ratesOf } from '../core/money.ts';
import { countedCampaigns, loadBooks } from '../store/counters.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import type { World } from '../world.ts';

/**
 * Rejects with an InvalidInputError where settings have another base currency than those in force and something was counted:
 * revenue and costs are added up in it, and pounds would be added to euros.
 */
export async function keepBaseCurrency(world: World, settings: Settings): Promise<void> {
  const item = await world.table.get(keys.settings);
  if (!item) return;
  const [is, wanted] = [ratesOf(fromJson<Settings>(item.settings)).base, ratesOf(settings).base];
  if (is === wanted) return;
  for (const campaign of await countedCampaigns(world))
    if ((await loadBooks(world, campaign)).length > 0)
      throw new InvalidInputError(
        `nothing was published: the base currency would go from ${is} to ${wanted}, but revenue and costs of "${campaign}" are counted in ${is}, and both would be added up. Keep "base" in "rates" at ${is}, or the currency of the first brand where there are no rates, and give ${wanted} a rate in "toBase"`,
      );
}
