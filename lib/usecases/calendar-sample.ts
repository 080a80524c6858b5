import type { Profile } from '../core/customer.ts';
import { hash53 } from '../core/experiment/hash.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import type { World } from '../world.ts';

export interface Sampled {
  cid: string;
  profile: Profile;
}

/** Reads all customers and keeps `most` of them, those of the smallest hashes: the same ones each time. Resolves also to how many there are. */
export async function sampleCustomers(world: World, most: number, tell: Tell): Promise<{ sample: Sampled[]; population: number }> {
  let population = 0;
  let kept: { hash: number; one: Sampled }[] = [];
  let highest = Infinity;
  await eachCustomer(world, { tell }, async (cid, profile) => {
    population += 1;
    const hash = hash53(`calendar ${cid}`);
    if (hash >= highest) return;
    kept.push({ hash, one: { cid, profile } });
    if (kept.length < 2 * most) return;
    kept = kept.sort((a, b) => a.hash - b.hash).slice(0, most);
    highest = kept.at(-1)?.hash ?? Infinity;
  });
  const sample = kept.sort((a, b) => a.hash - b.hash).slice(0, most);
  return { sample: sample.map(({ one }) => one), population };
}
