import type { Profile } from '../core/customer.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { readTask } from '../store/colleague-tokens.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import { readSigned } from '../store/secrets.ts';
import type { TaskSubject } from '../templates/colleague-page.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';

/** What a Done button stands for; nothing when this installation never made it. Changes nothing. */
export async function readTaskLink(world: World, token: string): Promise<TaskSubject | undefined> {
  const task = await readSigned(world, (secrets) => readTask(secrets, token));
  if (!task) return undefined;
  const { live } = await loadCatalogue(world);
  return { campaign: live.find(({ id }) => id === task.campaign)?.definition.name ?? task.campaign, task: task.step };
}

/**
 * A colleague says that her task is done: the customer's activity `task.done`, once, however often the button is pressed.
 * Resolves to what it stood for; to nothing as above, and when the customer was erased.
 */
export async function finishTask(world: World, token: string): Promise<TaskSubject | undefined> {
  const task = await readSigned(world, (secrets) => readTask(secrets, token));
  const item = task && (await world.table.get(keys.profile(task.cid)));
  if (!task || !item?.profile) return undefined;
  const { cid: _, ...data } = task;
  // A later press has another time and the same id: it is refused as a conflict, and the first one stands.
  await recordActivity(world, {
    id: contentHash(data),
    type: 'task.done',
    customer: fromJson<Profile>(item.profile).id,
    occurredAt: world.now(),
    data,
  });
  return readTaskLink(world, token);
}
