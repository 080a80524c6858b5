import { applyDue } from '../core/enrollment/apply-due.ts';
import { applyHint } from '../core/enrollment/apply-hint.ts';
import type { DateHint } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { fromJson } from '../store/json.ts';
import { accountPrefix, erasureSk, hintPrefix, keys, passOwner, redemptionPrefix } from '../store/keys.ts';
import { decideWithin } from '../store/reward-budgets.ts';
import { situationWithPoints } from '../store/situation.ts';
import type { World } from '../world.ts';
import { beginDuePass } from './begin-pass.ts';
import { continueErasure } from './continue-erasure.ts';
import { expireRedemption } from './expire-redemption.ts';
import { settleAccount } from './settle-account.ts';

/** A row of the due index. */
export interface DueRef {
  cid: string;
  sk: string;
  dueAt: Instant;
}

/**
 * Acts on what is due: an enrollment whose wait or window ended moves on, a hint enters its customer, a pass over all customers
 * begins, an account has points to release or to end, a reservation was not confirmed, an erasure goes on. A row that was acted on meanwhile, or moved to later, is left alone.
 */
export async function wakeEnrollment(world: World, due: DueRef): Promise<void> {
  if (due.cid === passOwner) await beginDuePass(world, due);
  else if (due.sk.startsWith(accountPrefix)) await settleAccount(world, due);
  else if (due.sk.startsWith(redemptionPrefix)) await expireRedemption(world, due);
  else if (due.sk === erasureSk) await continueErasure(world, due);
  else if (due.sk.startsWith(hintPrefix)) await fireHint(world, due);
  else await wake(world, due);
}

async function wake(world: World, { cid, sk, dueAt }: DueRef): Promise<void> {
  await changeCustomer(world, { cid, only: sk }, async (state) => {
    const [enrollment] = state.enrollments;
    if (!enrollment || !state.profile || enrollment.dueAt !== dueAt) return undefined;
    const catalogue = await loadCatalogue(world);
    const situation = await situationWithPoints(catalogue, state, { customer: state.profile.id, inside: true });
    const decided = await decideWithin(world, situation, (within) => applyDue(within, enrollment, world.now()));
    const { why: _, paid, ...decision } = decided;
    return { by: `due#${sk}#${dueAt}`, ...decision, also: paid };
  });
}

async function fireHint(world: World, { cid, sk, dueAt }: DueRef): Promise<void> {
  const full: Full = new Map();
  await changeCustomer(world, { cid }, async (state, conflict) => {
    const item = await world.table.get(keys.relation(cid, sk));
    if (!item || item.dueAt !== dueAt || !state.profile) return undefined;
    const hint = fromJson<DateHint>(item.hint);
    const catalogue = await loadCatalogue(world);
    await learnFull(world, catalogue.live, { full, conflict });
    const situation = await situationWithPoints(catalogue, state, { customer: state.profile.id });
    const decided = await decideWithin(world, { ...situation, full }, (within) => applyHint(within, hint, world.now()));
    const { why, paid, ...decision } = decided;
    const kept = hint.place === undefined ? undefined : hint.campaign;
    const also = takePlaces({ why, hints: decision.hints }, catalogue.live, { now: world.now(), kept });
    return { by: `hint#${sk}#${dueAt}`, ...decision, also: [...also, ...paid] };
  });
}
