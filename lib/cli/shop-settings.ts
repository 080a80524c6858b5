import type { Settings } from '../core/definition/settings.ts';
import { ratesOf } from '../core/money.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { keys } from '../store/keys.ts';
import type { World } from '../world.ts';

/** What a folder of definitions says of the shop; undefined where there is none, or it cannot be read: `rapport check` tells. */
export async function settingsIn(folder: string): Promise<Settings | undefined> {
  const { loadDefinitions } = await import('./definitions.ts');
  return (await loadDefinitions(folder)).definitions?.settings;
}

/** The base currency of what was published; undefined while nothing was. */
export async function currencyInForce(world: World): Promise<string | undefined> {
  const isPublished = (await world.table.get(keys.settings)) !== undefined;
  return isPublished ? ratesOf((await loadCatalogue(world)).settings).base : undefined;
}
