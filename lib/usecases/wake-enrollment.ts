import { applyDue } from '../core/enrollment/apply-due.ts';
import { applyHint } from '../core/enrollment/apply-hint.ts';
import type { DateHint } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { hintPrefix, keys } from '../store/keys.ts';
import { situationOf } from '../store/situation.ts';
import type { World } from '../world.ts';

/** A row of the due index. */
export interface DueRef {
  cid: string;
  sk: string;
  dueAt: Instant;
}

/**
 * Acts on what is due: an enrollment whose wait or window ended moves on, a date trigger enters its customer.
 * A row that was acted on meanwhile, or moved to later, is left alone.
 */
export async function wakeEnrollment(world: World, due: DueRef): Promise<void> {
  await (due.sk.startsWith(hintPrefix) ? fireDate(world, due) : wake(world, due));
}

async function wake(world: World, { cid, sk, dueAt }: DueRef): Promise<void> {
  await changeCustomer(world, { cid, only: sk }, async (state) => {
    const [enrollment] = state.enrollments;
    if (!enrollment || !state.profile || enrollment.dueAt !== dueAt) return undefined;
    const situation = await situationOf(await loadCatalogue(world), state, state.profile.id);
    const { why: _, ...decision } = applyDue(situation, enrollment, world.now());
    return { by: `due#${sk}#${dueAt}`, ...decision };
  });
}

async function fireDate(world: World, { cid, sk, dueAt }: DueRef): Promise<void> {
  await changeCustomer(world, { cid }, async (state) => {
    const item = await world.table.get(keys.relation(cid, sk));
    if (!item || item.dueAt !== dueAt || !state.profile) return undefined;
    const situation = await situationOf(await loadCatalogue(world), state, state.profile.id);
    const { why: _, ...decision } = applyHint(situation, fromJson<DateHint>(item.hint), world.now());
    return { by: `date#${sk}#${dueAt}`, ...decision };
  });
}
