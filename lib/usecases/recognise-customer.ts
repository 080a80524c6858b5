import type { Profile } from '../core/customer.ts';
import { fromJson } from '../store/json.ts';
import { customerKey, keys } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';

export interface FoundCustomer {
  cid: string;
  /** The shop's own id; her key where nothing but an address is known of her. */
  customer: string;
}

/** By the shop's own id; nothing where nothing is known of her. Who was erased is known to be that. */
export async function recogniseCustomer(world: World, customer: string): Promise<FoundCustomer | undefined> {
  const id = customer.trim();
  return id === '' ? undefined : known(world, customerKey((await loadSecrets(world)).pepper, id), id);
}

/** By her key; `id` where it is known. */
export async function known(world: World, cid: string, id: string | undefined): Promise<FoundCustomer | undefined> {
  const profile = await world.table.get(keys.profile(cid));
  if (profile?.profile) return { cid, customer: fromJson<Profile>(profile.profile).id };
  // Her profile follows what she did by a few seconds.
  const { items } = await world.table.query({ table: 'activities', pk: cid, limit: 1 });
  const [first] = items;
  if (first?.activity !== undefined) return { cid, customer: id ?? fromJson<{ customer: string }>(first.activity).customer };
  return (await world.table.get(keys.contact(cid))) ? { cid, customer: id ?? cid } : undefined;
}
