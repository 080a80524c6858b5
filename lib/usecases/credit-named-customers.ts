import type { Activity } from '../core/activity.ts';
import { applyNamedPoints } from '../core/enrollment/apply-points.ts';
import { creditedBy } from '../core/enrollment/enter-named.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import { situationWithPoints } from '../store/situation.ts';
import type { World } from '../world.ts';
import { shareAddress } from './share-address.ts';

/**
 * Credits the customers whom an activity names, by the rules of programs with "for", each by a transaction of her own. Twice is
 * once, so that it may be done again for an activity that was applied before. Who shares an address with the one who did it gets
 * nothing, since nobody names herself. Resolves to how many of them nobody knows: they are passed over.
 */
export async function creditNamedCustomers(world: World, activity: Activity): Promise<number> {
  const { programs } = await loadCatalogue(world);
  let unknown = 0;
  for (const [customer, named] of creditedBy(programs, activity))
    if (!(await creditOne(world, activity, { customer, also: [...named] }))) unknown += 1;
  return unknown;
}

/** Resolves to whether she is known. */
async function creditOne(world: World, activity: Activity, asked: { customer: string; also: string[] }): Promise<boolean> {
  const { pepper } = await loadSecrets(world);
  let isKnown = false;
  const [cid, actor] = [customerKey(pepper, asked.customer), customerKey(pepper, activity.customer)];
  await changeCustomer(world, { cid }, async (state) => {
    isKnown = state.profile !== undefined && state.contact?.erasedAt === undefined;
    if (!isKnown || (await shareAddress(world, cid, actor))) return undefined;
    const situation = await situationWithPoints(await loadCatalogue(world), state, asked);
    const { why: _, ...decision } = applyNamedPoints(situation, activity, world.now());
    return decision.loyalty && { by: `credited#${activity.customer}#${activity.type}#${activity.id}`, ...decision };
  });
  return isKnown;
}
