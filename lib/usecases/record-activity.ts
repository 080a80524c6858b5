import type { Activity } from '../core/activity.ts';
import { checkActivityData } from '../core/definition/activity-data.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { activityItem } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';

/** `same`: it was recorded before, word for word. `conflict`: its id is taken by an activity with other content. */
export type Recorded = 'new' | 'same' | 'conflict';

/** Rejects with an InvalidInputError when the activity is not what `campaigns/data.json` declares. */
export async function refuseUndeclared(world: World, activity: Activity): Promise<void> {
  const { data } = await loadCatalogue(world);
  const problems = checkActivityData(activity, data);
  if (problems.length > 0) throw new InvalidInputError(problems.join('; '));
}

/**
 * Records what a customer did: one conditional put, from which everything else follows through the stream.
 * The same activity twice is one activity; the same id with other content changes nothing and is told. Rejects with an
 * InvalidInputError when its data is not what `campaigns/data.json` declares.
 */
export async function recordActivity(world: World, activity: Activity): Promise<Recorded> {
  const { pepper } = await loadSecrets(world);
  await refuseUndeclared(world, activity);
  const cid = customerKey(pepper, activity.customer);
  const put = activityItem(cid, activity, world.now());
  const conflict = await world.table.write([{ put, if: { absent: ['pk'] } }]);
  if (!conflict) return 'new';
  return conflict.reason === 'condition' && conflict.found?.hash === put.hash ? 'same' : 'conflict';
}
