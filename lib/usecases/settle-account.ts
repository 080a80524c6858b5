import { applySettlement } from '../core/enrollment/apply-points.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { leaveDue } from '../store/due.ts';
import { accountPrefix } from '../store/keys.ts';
import { situationWithPoints } from '../store/situation.ts';
import type { World } from '../world.ts';

/**
 * Enters what has come due in an account: points that can be spent from now on, that end, a tier that is reviewed, a reminder.
 * Each is named after its moment, so twice is once. An account of a program that is no longer in force, or of somebody who was
 * erased, rests until something happens to it.
 */
export async function settleAccount(world: World, due: { cid: string; sk: string; dueAt: Instant }): Promise<void> {
  const { cid, sk, dueAt } = due;
  const program = sk.slice(accountPrefix.length);
  let rests = false;
  await changeCustomer(world, { cid }, async (state) => {
    const catalogue = await loadCatalogue(world);
    const customer = state.profile?.id;
    const situation = customer === undefined ? undefined : await situationWithPoints(catalogue, state, { customer, also: [program] });
    const account = situation?.loyalty?.accounts.find((one) => one.program === program);
    rests = account === undefined;
    if (!situation || account?.dueAt !== dueAt) return undefined;
    const { why: _, ...decision } = applySettlement(situation, world.now());
    return { by: `settled#${program}#${dueAt}`, ...decision };
  });
  if (rests) await leaveDue(world, due);
}
