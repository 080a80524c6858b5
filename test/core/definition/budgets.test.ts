import { describe, expect, it } from 'vitest';
import { type CampaignInput, campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { type SettingsInput, settingsSchema } from '../../../lib/core/definition/settings.ts';
import { campaign, fixture, library, problemsOf, program, settings, show } from './shop.ts';

function problems(limits: CampaignInput['limits'], more: { by?: ('email' | 'sms')[]; settings?: Partial<SettingsInput> } = {}): string[] {
  const campaign = campaignSchema.parse({
    ...(fixture('abandoned-basket.json') as CampaignInput),
    limits,
    steps: [{ send: 'basket-reminder', ...(more.by && { by: more.by }) }],
  });
  const all = library([campaign]);
  return show(checkLibrary({ ...all, settings: settingsSchema.parse({ ...settings, ...more.settings }) })).filter((line) =>
    line.includes('limits'),
  );
}

describe('a budget', () => {
  it('is kept in costs that the settings know', () => {
    expect(problems({ budget: '5 GBP', per: 'month' }, { by: ['sms', 'email'] })).toEqual([]);
    expect(problems({ budget: '5 GBP' }, { settings: { unitCosts: { sms: { default: '0.05 GBP' } } } })).toEqual([
      'error limits.budget: cannot be kept without the cost of an e-mail: add "email": "0.0001 USD" to "unitCosts" in settings.json',
    ]);
    expect(problems({ budget: '5 GBP' }, { by: ['sms'], settings: { unitCosts: { sms: { GB: '0.05 GBP' } } } })).toEqual([
      'error limits.budget: cannot be kept without the cost of a text in every country: add "sms": {"default": "0.05 USD"} to "unitCosts" in settings.json',
    ]);
  });

  it('needs a rate where its currency is another than that of the costs', () => {
    expect(problems({ budget: '5 CHF' })).toEqual([
      'error limits.budget: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json',
    ]);
  });

  it('is above nothing, and for each run only where there are runs', () => {
    expect(problems({ budget: '0 GBP' })).toEqual(['error limits.budget: a budget above 0: with none of it nothing is sent']);
    expect(problems({ budget: '5 GBP', per: 'run' })).toEqual(['error limits.per: only a campaign with a schedule has runs']);
  });
});

describe('a reward under a budget', () => {
  const gift = campaign({ limits: { budget: '50 GBP' }, steps: [{ id: 'gift', reward: { points: 100 } }, { send: 'hello' }] });
  const costing = (pointCost: string | undefined) => ({ programs: [{ file: 'club.json', value: program({ pointCost }) }] });

  it('counts with what it costs, which somebody must say', () => {
    expect(problemsOf(gift)).toEqual([]);
    expect(problemsOf(gift, costing(undefined))).toEqual([
      'warning steps[0].reward: the budget does not bound it, since club.json does not say what it costs: add "pointCost" there',
    ]);
  });

  it('costs something in a currency that has a rate', () => {
    expect(problemsOf(gift, costing('0.01 CHF'))).toContain(
      'error steps[0].reward: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json',
    );
  });
});
