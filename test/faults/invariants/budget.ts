import type { Checker, CheckerOf } from '../checker.ts';
import { claimBookOf } from './claim-book.ts';
import { violates } from './verdict.ts';

/** Costs have at most six digits after the point. */
const millionth = 1e6;

/**
 * A promise beside the numbered invariants, counted to the fourth: what a campaign may cost in its whole life is more than what
 * its accepted messages cost, each text taken for one part.
 */
export const budget: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const { settings, campaigns } = scenario.publication;
  const limits = new Map(campaigns.flatMap(({ id, limits }) => (limits?.budget && !limits.per ? [[id, limits.budget] as const] : [])));
  const costs = { email: settings.unitCosts.email, sms: settings.unitCosts.sms?.default };
  const spent = new Map<string, number>();

  return {
    see(happening) {
      for (const event of claims.read(happening)) {
        if (event.kind !== 'called' || !event.call.accepted) continue;
        const [campaign = ''] = event.id.split('#');
        const limit = limits.get(campaign);
        const [price, currency] = (costs[event.call.channel] ?? '').split(' ');
        if (limit === undefined || !limit.endsWith(` ${currency}`)) continue;
        const sum = (spent.get(campaign) ?? 0) + Math.round(Number(price) * millionth);
        spent.set(campaign, sum);
        if (sum > Math.round(Number(limit.split(' ')[0]) * millionth))
          return violates(happening, 4, { what: `${event.id} is over the budget of ${limit}`, about: event.cid });
      }
      return undefined;
    },
    end: () => [],
  };
};
