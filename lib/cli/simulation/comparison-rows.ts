import { costText } from '../../core/money-text.ts';
import { total } from '../../core/run-totals.ts';
import type { CampaignTally } from '../../core/simulation/tally.ts';
import { counted } from '../counted.ts';
import { numberOf, percent } from '../figure-text.ts';
import { costDifference, difference, sendingCost } from './amounts.ts';
import { type BaseRate, baseRateOf, rewardCostOf, sentOf, sumsOf } from './report.ts';

/** One figure of a campaign in both versions, as it is shown. */
export interface ComparedRow {
  name: string;
  one: string;
  other: string;
  difference: string;
}

/** The figures of a campaign that differ between two versions; `rate`: its base rates in words, where they do. */
export function comparedRows(
  before: CampaignTally,
  after: CampaignTally,
  currency: string,
): { rows: ComparedRow[]; rate: { one: string; other: string } | undefined } {
  const [one, other] = [sumsOf(before), sumsOf(after)];
  const count = (name: string, of: string, [was, is]: [number, number]) =>
    was === is ? [] : [{ name, one: counted(was), other: counted(is), difference: `${difference(is - was)} ${plural(of, is - was)}` }];
  const cost = (name: string, [was, is]: [number, number], text: [string, string]) =>
    was === is ? [] : [{ name, one: text[0], other: text[1], difference: costDifference(is - was, currency) }];
  const rewards: [number, number] = [rewardCostOf(before), rewardCostOf(after)];
  const rates = [rateText(baseRateOf(before)), rateText(baseRateOf(after))] as const;
  return {
    rows: [
      ...count('entered', 'enrollment', [one.entered, other.entered]),
      ...count('held out', 'enrollment', [one.heldOut, other.heldOut]),
      ...count('not entered', 'time', [total(before.notEntered), total(after.notEntered)]),
      ...count('sent', 'message', [sentOf(before), sentOf(after)]),
      ...count('dropped', 'message', [one.dropped, other.dropped]),
      ...count('open', 'message', [one.open, other.open]),
      ...count('had to wait', 'time', [total(before.held), total(after.held)]),
      ...cost('cost', [one.cost, other.cost], [sendingCost(one, currency), sendingCost(other, currency)]),
      ...cost('rewards', rewards, [costText(rewards[0], currency), costText(rewards[1], currency)]),
    ],
    rate: rates[0] === rates[1] ? undefined : { one: rates[0], other: rates[1] },
  };
}

function plural(of: string, count: number): string {
  return `${of}${Math.abs(count) === 1 ? '' : 's'}`;
}

function rateText(base: BaseRate | undefined): string {
  return base ? `${percent(base.rate, 1)} of ${numberOf(base.n, 'enrollment')}` : 'nothing watched';
}
