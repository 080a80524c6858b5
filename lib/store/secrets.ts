import * as z from 'zod/mini';
import type { Table, World } from '../world.ts';
import { keys } from './keys.ts';

const key = z.string().check(z.minLength(32));

/** `pepper` makes customer keys; `tokens` signs what stands in links, newest first (`kid` names the key inside a token). */
const secretsSchema = z.object({
  pepper: key,
  tokens: z.array(z.object({ kid: z.string(), secret: key })).check(z.minLength(1)),
});
export type Secrets = z.infer<typeof secretsSchema>;

const loaded = new WeakMap<Table, Promise<Secrets>>();

/** The installation's keys, read once per process. Rejects with a sentence when nothing was ever published. */
export function loadSecrets(world: World): Promise<Secrets> {
  const known = loaded.get(world.table);
  if (known) return known;
  const secrets = world.table.get(keys.secrets).then((item) => {
    if (!item) throw new Error('this installation has no keys yet: publish the campaigns once (rapport publish), which makes them');
    return secretsSchema.parse(item);
  });
  loaded.set(world.table, secrets);
  secrets.catch(() => loaded.delete(world.table));
  return secrets;
}

/** Stores the keys of a new installation; those that are already there stay, since every customer's key depends on them. */
export async function ensureSecrets(world: World, fresh: Secrets): Promise<void> {
  await world.table.write([{ put: { ...keys.secrets, ...secretsSchema.parse(fresh) }, if: { absent: ['pk'] } }]);
}
