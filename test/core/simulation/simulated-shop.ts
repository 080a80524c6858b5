import { type CampaignInput, campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import type { SimulatedCustomer, SimulationPlan } from '../../../lib/core/simulation/simulated.ts';
import { data, settingsInput } from '../shop.ts';

export const from = Date.UTC(2026, 0, 1);
export const until = Date.UTC(2026, 11, 31, 23);
export const day = 86_400_000;

export const segments = [
  { id: 'quiet', name: 'Quiet', rule: { none: [{ did: { activity: 'order.placed' }, within: '60 days' }] } },
  { id: 'spender', name: 'Spends', rule: { field: 'metrics.spend', atLeast: '40 GBP', within: '1 month' } },
  { id: 'falling', name: 'Falls', rule: { field: 'metrics.spendChange', atMost: '-30%', within: '30 days' } },
  { id: 'grown', name: 'Long with us', rule: { field: 'metrics.firstOrderAt', olderThan: '3 months' } },
  { id: 'unwell', name: 'Unwell', rule: { field: 'score.falling', is: true } },
  {
    id: 'baskets',
    name: 'Large baskets',
    rule: {
      did: { activity: 'basket.updated', where: { field: 'activity.total', atLeast: '30 GBP' } },
      within: '2 weeks',
      times: { atLeast: 2 },
    },
  },
].map((segment) => segmentSchema.parse(segment));

export const base: Omit<CampaignInput, 'id' | 'entry'> = {
  kind: 'database',
  name: 'A campaign',
  owner: 'anna@linden.example',
  status: 'draft',
  topic: 'service',
  steps: [{ send: 'hello', validFor: '2 days' }],
};

export const campaign = (id: string, entry: CampaignInput['entry'], more: Partial<CampaignInput> = {}) =>
  campaignSchema.parse({ ...base, id, entry, ...more });

export function planOf(campaigns: SimulationPlan['campaigns'], more: Partial<SimulationPlan> = {}): SimulationPlan {
  const settings = settingsSchema.parse({
    ...settingsInput,
    caps: [{ class: 'marketing', atMost: 1, per: '7 days' }],
    unitCosts: { email: '0.01 GBP' },
  });
  return { campaigns, programs: [], segments, settings, data, pools: [], from, until, ...more };
}

/** Orders and baskets on these days since the beginning of the year, at noon. */
export function customerWith(
  id: string,
  days: { day: number; basket?: boolean; amount?: number }[],
  more: Partial<SimulatedCustomer> = {},
): SimulatedCustomer {
  return {
    id,
    contact: {
      v: 1,
      email: `${id}@customer.invalid`,
      zone: 'Europe/London',
      consent: { email: { offers: true } },
      suppressed: {},
      claims: {},
      days: {},
    },
    activities: days
      .toSorted((one, other) => one.day - other.day)
      .map(({ day: number, basket = false, amount = 5000 }, index) => ({
        id: `${id}-${index}`,
        type: basket ? 'basket.updated' : 'order.placed',
        customer: id,
        occurredAt: from + number * day + day / 2,
        data: { total: { amount, currency: 'GBP' }, ...(basket ? { basketId: `${id}-${index}` } : { orderId: `${id}-${index}` }) },
      })),
    ...more,
  };
}
