import { costText } from '../../core/money-text.ts';
import { counted } from '../counted.ts';
import { numberOf } from '../figure-text.ts';
import { costDifference, difference, sendingCost } from './amounts.ts';
import { type ComparedReport, differing, rewardCostOf, type SimulationReport, sentOf, sumsOf } from './report.ts';

/** Two versions side by side, as a person reads it: of the campaigns in which anything differs. */
export function comparisonText({ tally, currency }: SimulationReport, compared: ComparedReport): string[] {
  const { draft, changed, tally: other, comparison } = compared;
  const title = `Compared with ${draft}${changed.length > 0 ? `: changed ${changed.length === 1 ? 'is' : 'are'} ${changed.join(', ')}` : ': its campaigns are the same'}`;
  const ids = differing(tally, compared);
  if (ids.length === 0) return [title, '  nothing comes out otherwise'];
  return [
    title,
    ...ids.flatMap((id) => {
      const [before, after, who] = [tally.campaigns[id], other.campaigns[id], comparison[id]];
      if (!before || !after) return [];
      const row = (name: string, [one, two]: [number, number], of: string) =>
        `    ${name.padEnd(12)}${counted(one).padStart(10)} →${counted(two).padStart(10)}  ${difference(two - one)} ${of}${Math.abs(two - one) === 1 ? '' : 's'}`;
      return [
        `  ${id}`,
        row('entered', [before.entered, after.entered], 'enrollment'),
        row('held out', [before.heldOut, after.heldOut], 'enrollment'),
        row('sent', [sentOf(before), sentOf(after)], 'message'),
        `    ${'cost'.padEnd(12)}${sendingCost(sumsOf(before), currency).padStart(10)} →${sendingCost(sumsOf(after), currency).padStart(10)}  ${costDifference(after.cost - before.cost, currency)}`,
        `    ${'rewards'.padEnd(12)}${costText(rewardCostOf(before), currency).padStart(10)} →${costText(rewardCostOf(after), currency).padStart(10)}  ${costDifference(rewardCostOf(after) - rewardCostOf(before), currency)}`,
        ...(who
          ? [
              `    ${numberOf(who.gained, 'customer')} would come in by the draft only${examples(who.gains)}, ${counted(who.lost)} no longer${examples(who.loses)}, ${counted(who.both)} by both`,
              `    more messages to ${numberOf(who.more, 'customer')}, fewer to ${counted(who.fewer)}`,
            ]
          : []),
      ];
    }),
  ];
}

function examples(ids: string[]): string {
  return ids.length === 0 ? '' : ` (such as ${ids.slice(0, 3).join(', ')})`;
}
