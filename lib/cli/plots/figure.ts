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

/** The first cell of a row is its name; columns in `words` are text. `chosen` is the row that stands out. */
export function table(
  head: string[],
  rows: (string | Markup)[][],
  { words = [], chosen }: { words?: number[]; chosen?: number } = {},
): Markup {
  const kind = (index: number) => (words.includes(index) ? 'words' : '');
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table: ${head.join(', ')}"><table><thead><tr>${head.map((name, index) => html`<th scope="col" class="${kind(index)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells], row) =>
      html`<tr class="${row === chosen && 'chosen'}"><th scope="row">${name}</th>${cells.map((text, index) => html`<td class="${kind(index + 1)}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
