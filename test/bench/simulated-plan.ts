import { loadRight } from '../../lib/cli/local-campaign.ts';
import type { SimulationPlan } from '../../lib/core/simulation/simulated.ts';

export const until = Date.UTC(2027, 0, 1) - 1;
export const from = until + 1 - 365 * 86_400_000;
export const five = ['thank-you', 'first-order', 'win-back-light', 'birthday', 'newsletter'];
export const ten = [...five, 'abandoned-basket', 'welcome', 'replenishment', 'nps', 'spring-offer'];

const { settings, segments, programs, data, pools, campaigns } = await loadRight('campaigns', 'nothing was measured');

/** A year of the example shop with these of its campaigns, the letter each week; the shop itself is not counted yet. */
export function planOf(ids: string[], { withPoints = false } = {}): SimulationPlan {
  const chosen = ids.flatMap((id) => campaigns.find(({ value }) => value.id === id)?.value ?? []);
  return {
    campaigns: chosen.map(({ starts: _, ends: __, ...campaign }) => campaign),
    programs: withPoints ? programs.map(({ value }) => value) : [],
    segments: segments.map(({ value }) => value),
    settings,
    data,
    pools: pools.map(({ value }) => value),
    from,
    until,
  };
}
