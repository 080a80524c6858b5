import { costText } from '../../core/money-text.ts';
import { html, type Markup } from '../../sandbox/inbox/html.ts';
import { counted } from '../counted.ts';
import { numberOf } from '../figure-text.ts';
import { table } from '../plots/figure.ts';
import { costDifference, difference } from './amounts.ts';
import { type ComparedReport, differing, rewardCostOf, type SimulationReport, sentOf } from './report.ts';

/** Two versions side by side: the campaigns in which anything comes out otherwise. */
export function comparisonSection({ tally, currency }: SimulationReport, compared: ComparedReport): Markup {
  const { draft, changed, tally: other, comparison } = compared;
  const ids = differing(tally, compared);
  const title = changed.length === 0 ? 'The two versions are the same' : `What ${draft} would change`;
  return html`<section aria-labelledby="compared"><h2 id="compared">${title}</h2>
<p>${changed.length > 0 && html`Changed: ${changed.join(', ')}. `}${ids.length === 0 ? 'Nothing comes out otherwise.' : 'Other campaigns can change too, since all share the caps.'}</p>
${ids.map((id) => {
  const [before, after, who] = [tally.campaigns[id], other.campaigns[id], comparison[id]];
  if (!before || !after) return html``;
  const row = (name: string, one: number, two: number) => [name, counted(one), counted(two), difference(two - one)];
  const cost = (name: string, one: number, two: number) => [
    name,
    costText(one, currency),
    costText(two, currency),
    costDifference(two - one, currency),
  ];
  return html`<div class="card gap"><h3>${id}</h3>${table(
    ['what', 'as it is', 'as drafted', 'difference'],
    [
      row('entered', before.entered, after.entered),
      row('held out', before.heldOut, after.heldOut),
      row('messages', sentOf(before), sentOf(after)),
      cost('sending', before.cost, after.cost),
      cost('rewards', rewardCostOf(before), rewardCostOf(after)),
    ],
  )}
${
  who &&
  html`<p class="note">${numberOf(who.gained, 'customer')} would come in anew${examples(who.gains)}, ${counted(who.lost)} no longer${examples(who.loses)}, ${counted(who.both)} either way. ${counted(who.more)} get more messages of it, ${counted(who.fewer)} fewer.</p>`
}</div>`;
})}</section>`;
}

function examples(ids: string[]): string {
  return ids.length === 0 ? '' : ` (such as ${ids.slice(0, 3).join(', ')})`;
}
