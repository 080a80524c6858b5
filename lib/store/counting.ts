import type { Need } from '../core/audience/counts.ts';
import type { World } from '../world.ts';
import { forgetCatalogue } from './catalogue.ts';
import { toJson } from './json.ts';
import { contentHash, keys } from './keys.ts';
import { unpublishedSince } from './revision.ts';

/**
 * From now on every activity is counted in these needs as well, wherever a profile has them; publishing ends it. Nothing to
 * do where nothing was ever published.
 */
export async function beginCounting(world: World, needs: readonly Need[]): Promise<void> {
  const item = await world.table.get(keys.settings);
  if (!item) return;
  const conflict = await world.table.write([{ put: { ...item, counting: authored(needs) }, if: unpublishedSince(item) }]);
  if (conflict) throw new Error('somebody else is publishing: try again');
  forgetCatalogue(world);
}

/** Takes back what was begun with the same needs, where nothing comes of the publication. */
export async function endCounting(world: World, needs: readonly Need[]): Promise<void> {
  const item = await world.table.get(keys.settings);
  if (item?.counting === undefined || contentHash(item.counting) !== contentHash(authored(needs))) return;
  const { counting, ...rest } = item;
  await world.table.write([{ put: rest, if: { all: [unpublishedSince(item), { equals: [['counting'], counting] }] } }]);
  forgetCatalogue(world);
}

function authored(needs: readonly Need[]) {
  return needs.map((need) => toJson(need.authored));
}
