import { countOne, missingNeeds, type Need, withCounts } from '../core/audience/counts.ts';
import type { CountRecord, Profile } from '../core/customer.ts';
import { storedActivitySchema } from '../core/recorded-activity.ts';
import { loadCatalogue, needsOfPublication, type Publication } from '../store/catalogue.ts';
import { beginCounting } from '../store/counting.ts';
import { changeCustomer } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, enrollmentPrefix, keys } from '../store/keys.ts';
import type { World } from '../world.ts';

/** So many customers are counted at a time. */
const together = 16;

/**
 * Counts of all customers what a publication newly asks for, before it goes live. Costs nothing when it asks for nothing
 * new. One that died half-way is ended by the next: whoever was counted is passed over. Resolves to how many were counted.
 */
export async function backFillCounts(world: World, publication: Publication): Promise<number> {
  if (!(await world.table.get(keys.settings))) return 0;
  const wanted = needsOfPublication(publication);
  const known = new Set((await loadCatalogue(world)).live.flatMap(({ needs }) => needs.map(({ id }) => id)));
  if (wanted.every(({ id }) => known.has(id))) return 0;
  // First the functions learn of it: what they apply from now on is counted by them wherever the back-fill has been.
  await beginCounting(world, wanted);
  let counted = 0;
  let cursor: string | undefined;
  do {
    const page = await world.table.scan({ table: 'customers', index: 0, of: 1 }, cursor);
    const open = page.items
      .filter(({ profile }) => profile && missingNeeds(fromJson<Profile>(profile), wanted).length > 0)
      .map(({ pk }) => pk);
    for (let from = 0; from < open.length; from += together)
      await Promise.all(open.slice(from, from + together).map((cid) => countCustomer(world, cid, wanted)));
    counted += open.length;
    cursor = page.next;
  } while (cursor);
  return counted;
}

/**
 * Counts of one customer what her profile lacks, from the activities that were applied; one that is applied meanwhile
 * changes the profile's version, and then all is counted again. Needs that she has stay as they are. Twice is once.
 */
export async function countCustomer(world: World, cid: string, needs: readonly Need[]): Promise<void> {
  // No enrollment is called so: none of hers is needed here.
  await changeCustomer(world, { cid, only: enrollmentPrefix }, async ({ profile }) => {
    const missing = profile ? missingNeeds(profile, needs) : [];
    if (!profile || missing.length === 0) return undefined;
    const counts: { [need: string]: CountRecord } = { ...profile.counts };
    for (const need of missing) counts[need.id] = mayHaveDone(profile, need) ? await countNeed(world, cid, need) : 0;
    return { by: contentHash(['count', missing.map(({ id }) => id)]), profile: withCounts(profile, counts) };
  });
}

function mayHaveDone({ orders, activities }: Profile, { activity }: Need): boolean {
  return activity === 'order.placed' ? orders.count > 0 : activities[activity] !== undefined;
}

/** Strongly read, page by page. What was recorded and not applied yet will be counted when it is. */
async function countNeed(world: World, cid: string, need: Need): Promise<CountRecord> {
  let record: CountRecord = 0;
  let after: string | undefined;
  do {
    const page = await world.table.query({ table: 'activities', pk: cid, prefix: `${need.activity}#`, ...(after && { after }) });
    for (const { appliedAt, activity } of page.items)
      if (appliedAt !== undefined) record = countOne(record, storedActivitySchema.parse(activity), need);
    after = page.next;
  } while (after);
  return record;
}
