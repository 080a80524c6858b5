import { limitOf, periodOf } from '../core/budget.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { minorOfMicro } from '../core/money.ts';
import { loadBudget } from '../store/budgets.ts';
import { keys } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import type { World } from '../world.ts';

/** A budget of one period, planned and spent, in minor units of its currency. */
export interface BudgetLine {
  campaign: string;
  period: string;
  currency: string;
  planned: number;
  spent: number;
}

/** Every period of which something was spent, and the one of now. */
export async function listBudgets(world: World, { id, limits, zone }: LiveCampaign): Promise<BudgetLine[]> {
  const rule = limits.budget;
  if (!rule) return [];
  const spent = await queryItems(world, { table: 'control', pk: keys.budget(id, '').pk });
  const current = rule.per === 'run' ? [] : [periodOf(rule, { run: undefined, zone, now: world.now() })];
  const periods = [...new Set([...spent.map(({ sk }) => sk), ...current])].sort();
  return Promise.all(
    periods.map(async (period) => {
      const purse = (await loadBudget(world, id, period)) ?? { limit: limitOf(rule), left: limitOf(rule), currency: rule.currency };
      const { limit, left, currency } = purse;
      return { campaign: id, period, currency, planned: minorOfMicro(limit, currency), spent: minorOfMicro(limit - left, currency) };
    }),
  );
}
