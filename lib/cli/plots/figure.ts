import { html, type Markup } from '../../sandbox/inbox/html.ts';
import { type Picture, picture } from './picture.ts';

interface Figure extends Picture {
  caption: Markup | string;
  /** The same as numbers, for whoever does not see the plot. */
  data?: { head: string[]; rows: string[][] };
}

/** A plot with its title, what it says in a sentence, and its numbers folded away below. */
export function figure({ caption, data, ...shown }: Figure): Markup {
  return html`<figure class="card"><figcaption><b>${shown.title}</b>${caption}</figcaption>${picture(shown)}
<p class="note">${shown.description}</p>
${data && html`<details><summary>Numbers: ${shown.title.toLowerCase()}</summary>${table(data.head, data.rows)}</details>`}</figure>`;
}

/** So many columns fit on a phone. */
const fitsPhone = 3;

/**
 * The first cell of a row is its name; columns in `words` are text. `chosen` is the row that stands out. On a phone the cells of a
 * row with more columns than fit stand below its name, each under its head.
 */
export function table(
  head: string[],
  rows: (string | Markup)[][],
  { words = [], chosen }: { words?: number[]; chosen?: number } = {},
): Markup {
  const kind = (index: number) => (words.includes(index) ? 'words' : '');
  const stack = head.length > fitsPhone && 'stack';
  // Stacked cells look like no table, and are told as one all the same.
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table: ${head.join(', ')}"><table class="${stack}" role="table"><thead role="rowgroup"><tr role="row">${head.map((name, index) => html`<th scope="col" role="columnheader" class="${kind(index)}">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([name = '', ...cells], row) =>
      html`<tr role="row" class="${row === chosen && 'chosen'}"><th scope="row" role="rowheader">${name}</th>${cells.map((text, index) => html`<td role="cell" data-head="${head[index + 1] ?? ''}" class="${kind(index + 1)}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
