import { againTaskSchema } from '../store/again-tasks.ts';
import { contentHash } from '../store/keys.ts';
import { againType, type Value, type World } from '../world.ts';

/** Tells a function by our own bus what a provider told it and it could not heed then. Rejects when the bus does not take it. */
export async function tellAgain(world: World, body: unknown): Promise<{ again: number }> {
  const task = againTaskSchema.parse(body);
  const data = JSON.parse(JSON.stringify(task)) as Value;
  await world.emit({ id: contentHash(task), type: againType(task.function), data });
  return { again: 1 };
}
