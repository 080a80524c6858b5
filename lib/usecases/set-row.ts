import type { Profile } from '../core/customer.ts';
import { applyRow } from '../core/enrollment/apply-list.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, enrollmentPrefix } from '../store/keys.ts';
import { situationOf } from '../store/situation.ts';
import type { World } from '../world.ts';
import type { Member } from './find-member.ts';

export type RowChange = { segment: string; row: NonNullable<Profile['lists']>[string] | undefined; dryRun: boolean };

/** In a dry run the decision is made and not written. */
export async function setRow(
  world: World,
  { cid, customer }: Pick<Member, 'cid' | 'customer'>,
  change: RowChange,
): Promise<'set' | 'full'> {
  let outcome: 'set' | 'full' = 'set';
  // No enrollment is called so: none of hers is needed here.
  await changeCustomer(world, { cid, only: enrollmentPrefix }, async (state) => {
    const situation = await situationOf(await loadCatalogue(world), state, customer);
    const decision = applyRow(situation, change, world.now());
    outcome = decision === 'full' ? 'full' : 'set';
    if (typeof decision === 'string' || change.dryRun) return undefined;
    const by = contentHash(['list', change.segment, change.row ?? null]);
    return { by, ...(decision.profile && { profile: decision.profile }), hints: decision.hints };
  });
  return outcome;
}

/** Takes everybody off the list who is no member of it any more. */
export async function letGo(
  world: World,
  { segment, dryRun, isMember }: { segment: string; dryRun: boolean; isMember: (cid: string) => boolean },
): Promise<number> {
  let left = 0;
  let cursor: string | undefined;
  do {
    const { items, next } = await world.table.scan({ table: 'customers', index: 0, of: 1 }, cursor);
    for (const { pk: cid, profile } of items) {
      if (!profile) continue;
      const { id, lists } = fromJson<Profile>(profile);
      if (!lists?.[segment] || isMember(cid)) continue;
      await setRow(world, { cid, customer: id }, { segment, row: undefined, dryRun });
      left++;
    }
    cursor = next;
  } while (cursor);
  return left;
}
