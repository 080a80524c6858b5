import { budgetName, type Spent } from '../core/budget.ts';
import type { Situation } from '../core/enrollment/situation.ts';
import type { Operation, World } from '../world.ts';
import { leftOf, spendOperation } from './budgets.ts';

/**
 * Decides so that rewards stay within the budgets of their campaigns: where one does not cover what was decided, it is decided
 * anew with what is left of it known. `paid` takes what the decision cost, and belongs into its transaction: where somebody was
 * faster, that conflicts, and it is decided anew as well. A decision that spends nothing reads nothing here.
 */
export async function decideWithin<T extends { spent?: readonly Spent[] | undefined }>(
  world: World,
  situation: Situation,
  decide: (within: Situation) => T,
): Promise<T & { paid: Operation[] }> {
  const purses = new Map<string, number>();
  for (;;) {
    const decided = decide({ ...situation, purses });
    const sums = sumsOf(decided.spent ?? []);
    const unknown = sums.filter(({ budget }) => !purses.has(budgetName(budget)));
    for (const { budget } of unknown) purses.set(budgetName(budget), await leftOf(world, budget));
    if (unknown.every(({ budget, amount }) => amount <= (purses.get(budgetName(budget)) ?? 0)))
      return { ...decided, paid: sums.map(({ budget, amount }) => spendOperation(budget, amount)) };
  }
}

/** One for each budget. */
function sumsOf(spent: readonly Spent[]): Spent[] {
  const sums = new Map<string, Spent>();
  for (const { budget, amount } of spent) {
    const name = budgetName(budget);
    sums.set(name, { budget, amount: amount + (sums.get(name)?.amount ?? 0) });
  }
  return [...sums.values()];
}
