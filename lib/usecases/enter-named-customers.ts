import type { Activity } from '../core/activity.ts';
import type { Reason } from '../core/enrollment/enrollment.ts';
import { enterNamed, type Named, namedBy } from '../core/enrollment/enter-named.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { customerKey } from '../store/keys.ts';
import { decideWithin } from '../store/reward-budgets.ts';
import { loadSecrets } from '../store/secrets.ts';
import { situationWithPoints } from '../store/situation.ts';
import type { World } from '../world.ts';

/**
 * Enters the customers whom an activity names, each by a transaction of her own. Twice is once, so that it may be done again
 * for an activity that was applied before. Resolves to why each was entered or not.
 */
export async function enterNamedCustomers(world: World, activity: Activity): Promise<Reason[]> {
  const { live } = await loadCatalogue(world);
  const { named, why } = namedBy(live, activity);
  for (const each of named) why.push(...(await enterOne(world, activity, each)));
  return why;
}

async function enterOne(world: World, activity: Activity, { customer, campaigns }: Named): Promise<Reason[]> {
  const { pepper } = await loadSecrets(world);
  let reasons: Reason[] = [];
  const full: Full = new Map();
  await changeCustomer(world, { cid: customerKey(pepper, customer) }, async (state, conflict) => {
    if ((!state.profile && !state.contact) || state.contact?.erasedAt !== undefined) {
      const because = `${activity.type} ${activity.id} names a customer whom nobody knows`;
      reasons = campaigns.map((campaign) => ({ campaign, verdict: 'not-entered', because }));
      return undefined;
    }
    const catalogue = await loadCatalogue(world);
    await learnFull(world, catalogue.live, { full, conflict });
    const situation = await situationWithPoints(catalogue, state, { customer });
    const within = { ...situation, full };
    const { why, paid, ...decision } = await decideWithin(world, within, (one) => enterNamed(one, { activity, campaigns }, world.now()));
    reasons = why;
    if (decision.enrollments.length === 0) return undefined;
    // A customer of whom only the address was known: what is sent to her is made from a profile.
    const also = [...takePlaces({ why, hints: decision.hints }, catalogue.live, { now: world.now() }), ...paid];
    return { by: `named#${activity.type}#${activity.id}`, ...(!state.profile && { profile: situation.profile }), ...decision, also };
  });
  return reasons;
}
