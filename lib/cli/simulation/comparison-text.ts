import { counted } from '../counted.ts';
import { numberOf } from '../figure-text.ts';
import { wrapped } from '../report-table.ts';
import { comparedRows } from './comparison-rows.ts';
import { otherwiseRanOut } from './ran-out.ts';
import { type ComparedReport, differing, type SimulationReport } from './report.ts';

/** Two versions side by side, as a person reads it: what differs of each campaign in which anything does, then the others. */
export function comparisonText({ tally, currency, ranOut }: SimulationReport, compared: ComparedReport): string[] {
  const { draft, changed, tally: other, comparison } = compared;
  const title = `Compared with ${draft}${changed.length > 0 ? `: changed ${changed.length === 1 ? 'is' : 'are'} ${changed.join(', ')}` : ': its campaigns are the same'}`;
  const { ids, same } = differing(tally, compared);
  if (ids.length === 0) return [title, '  nothing comes out otherwise'];
  return [
    title,
    ...ids.flatMap((id) => {
      const [before, after, who] = [tally.campaigns[id], other.campaigns[id], comparison[id]];
      if (!before || !after) return [];
      const { rows, rate } = comparedRows(before, after, currency);
      const lines = [
        ...rows.map(({ name, one, other: two, difference }) => `${name.padEnd(12)}${one.padStart(10)} →${two.padStart(10)}  ${difference}`),
        ...(rate ? [`without it, ${rate.one} reached the goal in its window → ${rate.other} with the draft: what it must beat`] : []),
        ...(who && who.gained + who.lost > 0
          ? [
              `${numberOf(who.gained, 'customer')} would come in by the draft only${examples(who.gains)}, ${counted(who.lost)} no longer${examples(who.loses)}, ${counted(who.both)} by both`,
            ]
          : []),
        ...(who && who.more + who.fewer > 0 ? [`more messages to ${numberOf(who.more, 'customer')}, fewer to ${counted(who.fewer)}`] : []),
      ];
      return [`  ${id}`, ...(lines.length > 0 ? lines : ['only reasons or steps differ: --json has them']).map((line) => `    ${line}`)];
    }),
    ...otherwiseRanOut(ranOut, compared.ranOut).flatMap((text) => wrapped(text, '  ')),
    ...(same.length > 0 ? wrapped(`Nothing comes out otherwise in ${same.join(', ')}.`, '  ') : []),
  ];
}

function examples(ids: string[]): string {
  return ids.length === 0 ? '' : ` (such as ${ids.slice(0, 3).join(', ')})`;
}
