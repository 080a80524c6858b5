import { applySettlement } from '../core/enrollment/apply-points.ts';
import type { Loyalty } from '../core/loyalty/loyalty.ts';
import { settle } from '../core/loyalty/settle.ts';
import type { World } from '../world.ts';
import { loadCatalogue } from './catalogue.ts';
import type { Change, CustomerState } from './customer-state.ts';
import { situationOf } from './situation.ts';

/** With so much of it any decision still has room for what it is about itself. */
const inPassing = 30;
/** So much is entered at once where there is more; one moment may add a few lines. */
const atOnce = 60;

/** Whether more has come due in her accounts than can be entered in passing, as when a shop was down for months. */
export function isBehind({ change, ...loyalty }: Loyalty, now: number): boolean {
  const before = change.entries.length + change.told.length;
  const { entries, told } = settle({ change, ...loyalty }, now).change;
  return entries.length + told.length - before > inPassing;
}

/** The first part of what has come due in her accounts, as a change of its own. */
export async function catchUp(world: World, state: CustomerState, loyalty: Loyalty): Promise<Change> {
  const situation = await situationOf(await loadCatalogue(world), state, loyalty.customer);
  const { why: _, ...decision } = applySettlement({ ...situation, loyalty }, world.now(), atOnce);
  const dues = loyalty.accounts.map(({ program, dueAt }) => `${program}@${dueAt}`);
  return { by: `caught up#${dues.join('#')}`, ...decision };
}
