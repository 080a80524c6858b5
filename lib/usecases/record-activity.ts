import type { Activity } from '../core/activity.ts';
import { checkActivityData } from '../core/definition/activity-data.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { putActivity, type Recorded } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';

/** Rejects with an InvalidInputError when the activity is not what `campaigns/data.json` declares. */
export async function refuseUndeclared(world: World, activity: Activity): Promise<void> {
  const { data } = await loadCatalogue(world);
  const problems = checkActivityData(activity, data);
  if (problems.length > 0) throw new InvalidInputError(problems.join('; '));
}

/**
 * Records what a customer did. The same activity twice is one activity; the same id with other content changes nothing and is
 * told. Rejects with an InvalidInputError when its data is not what `campaigns/data.json` declares.
 */
export async function recordActivity(world: World, activity: Activity): Promise<Recorded> {
  await refuseUndeclared(world, activity);
  return putActivity(world, activity);
}
