import { html, type Markup } from '../../sandbox/inbox/html.ts';
import { counted } from '../counted.ts';
import { numberOf } from '../figure-text.ts';
import { table } from '../plots/figure.ts';
import { comparedRows } from './comparison-rows.ts';
import { otherwiseRanOut } from './ran-out.ts';
import { type ComparedReport, differing, type SimulationReport } from './report.ts';

/** Two versions side by side: what differs of each campaign in which anything does, then the others. */
export function comparisonSection({ tally, currency, ranOut }: SimulationReport, compared: ComparedReport): Markup {
  const { draft, changed, tally: other, comparison } = compared;
  const { ids, same } = differing(tally, compared);
  const title = changed.length === 0 ? 'The two versions are the same' : `What ${draft} would change`;
  return html`<section aria-labelledby="compared"><h2 id="compared">${title}</h2>
<p>${changed.length > 0 && html`Changed: ${changed.join(', ')}. `}${ids.length === 0 ? 'Nothing comes out otherwise.' : 'Other campaigns can change too, since all share the caps.'}</p>
${ids.map((id) => {
  const [before, after, who] = [tally.campaigns[id], other.campaigns[id], comparison[id]];
  if (!before || !after) return html``;
  const { rows, rate } = comparedRows(before, after, currency);
  const moved = who && who.gained + who.lost + who.more + who.fewer > 0 ? who : undefined;
  return html`<div class="card gap"><h3>${id}</h3>${
    rows.length > 0 &&
    table(
      ['what', 'as it is', 'as drafted', 'difference'],
      rows.map((row) => [row.name, row.one, row.other, row.difference]),
    )
  }
${rate && html`<p class="note">Without it, ${rate.one} reached the goal in its window; with the draft ${rate.other}: what it must beat.</p>`}
${
  moved &&
  html`<p class="note">${moved.gained + moved.lost > 0 && `${numberOf(moved.gained, 'customer')} would come in anew${examples(moved.gains)}, ${counted(moved.lost)} no longer${examples(moved.loses)}, ${counted(moved.both)} either way. `}${counted(moved.more)} get more messages of it, ${counted(moved.fewer)} fewer.</p>`
}
${rows.length === 0 && !rate && !moved && html`<p class="note">Only reasons or steps differ.</p>`}</div>`;
})}
${otherwiseRanOut(ranOut, compared.ranOut).map((text) => html`<p class="note gap">${text}</p>`)}
${ids.length > 0 && same.length > 0 && html`<p class="note gap">Nothing comes out otherwise in ${same.join(', ')}.</p>`}</section>`;
}

function examples(ids: string[]): string {
  return ids.length === 0 ? '' : ` (such as ${ids.slice(0, 3).join(', ')})`;
}
