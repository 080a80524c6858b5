import { minorDigits, ratesOf } from '../money.ts';
import type { Campaign } from './campaign.ts';
import type { Library } from './library.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Settings } from './settings.ts';
import { parseMoney } from './values.ts';
import type { PartOf } from './walk.ts';

const example = { email: '"email": "0.0001 USD"', sms: '"sms": {"default": "0.05 USD"}' };

/** A budget is counted in the planned costs of the settings: each channel needs one, in a currency that has a rate. */
export function checkBudgets(campaign: Campaign, steps: PartOf<'step'>[], settings: Settings | undefined): Problem[] {
  const { budget, per } = campaign.limits ?? {};
  if (budget === undefined) return [];
  const { amount, currency } = parseMoney(budget);
  const path = ['limits', 'budget'];
  const problems: Problem[] = [];
  if (amount === 0) problems.push(error(path, 'a budget above 0: with none of it nothing is sent', { given: budget }));
  if (amount > Number.MAX_SAFE_INTEGER / 10 ** (6 - minorDigits(currency)))
    problems.push(error(path, 'a smaller budget', { given: budget }));
  if (per === 'run' && !isScheduled(campaign))
    problems.push(error(['limits', 'per'], 'only a campaign with a schedule has runs', { given: per, allowed: ['month', 'year'] }));
  if (!settings) return problems;
  const channels = new Set(steps.flatMap(({ value }) => ('send' in value ? (value.by ?? (['email'] as const)) : [])));
  return [...problems, ...[...channels].flatMap((channel) => checkCosts(channel, { settings, budget }))];
}

/** A reward counts against the budget with what it costs the shop, as far as somebody said that. */
export function checkRewardCosts({ limits, program }: Campaign, steps: PartOf<'step'>[], library: Library): Problem[] {
  const budget = limits?.budget;
  if (budget === undefined) return [];
  return steps.flatMap(({ value, path }) => {
    if (!('reward' in value)) return [];
    const { reward } = value;
    const found =
      'points' in reward
        ? library.programs.find(({ value: { id } }) => id === (program ?? library.programIds[0]))
        : library.pools.find(({ value: { id } }) => id === reward.coupon);
    if (!found) return [];
    const [name, cost] = 'codes' in found.value ? ['cost', found.value.cost] : ['pointCost', found.value.pointCost];
    const at = [...path, 'reward'];
    if (cost === undefined)
      return [
        warning(at, `the budget does not bound it, since ${found.file} does not say what it costs: add "${name}" there`, { atKey: true }),
      ];
    return library.settings ? missingRates([cost], { settings: library.settings, budget, at }) : [];
  });
}

function isScheduled({ entry: { trigger } }: Campaign): boolean {
  return 'once' in trigger || ('every' in trigger && !('date' in trigger));
}

function checkCosts(channel: 'email' | 'sms', { settings, budget }: { settings: Settings; budget: string }): Problem[] {
  const path = ['limits', 'budget'];
  const { email, sms } = settings.unitCosts;
  const costs = channel === 'email' ? [email] : [sms?.default, ...Object.values(sms ?? {})];
  // A country that is not listed would cost nobody knows what.
  if (costs[0] === undefined)
    return [
      error(
        path,
        `cannot be kept without the cost of ${channel === 'email' ? 'an e-mail' : 'a text in every country'}: add ${example[channel]} to "unitCosts" in settings.json`,
        {
          given: budget,
        },
      ),
    ];
  return missingRates(costs, { settings, budget, at: path });
}

function missingRates(
  costs: (string | undefined)[],
  { settings, budget, at }: { settings: Settings; budget: string; at: (string | number)[] },
): Problem[] {
  const { currency } = parseMoney(budget);
  const { base, toBase } = ratesOf(settings);
  const known = new Set([base, ...Object.keys(toBase)]);
  const used = costs.flatMap((cost) => (cost === undefined ? [] : [cost.slice(-3)])).filter((of) => of !== currency);
  const unknown = [...new Set(used.flatMap((of) => [of, currency]))].filter((of) => !known.has(of));
  return unknown.map((of) =>
    error(at, `there is no rate for ${of}: add what 1 ${of} is worth in ${base} to "rates" in settings.json`, { given: budget }),
  );
}
