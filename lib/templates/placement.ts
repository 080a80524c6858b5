import { type LiquidPiece, type Mark, type Markup, readMarkup } from './markup.ts';

export interface Fault {
  at: number;
  message: string;
}

/** MJML keeps what stands inside these as it is; text and Liquid directly in any other MJML element are dropped without a word. */
const contentElements = new Set([
  ...['mj-text', 'mj-button', 'mj-raw', 'mj-table', 'mj-title', 'mj-preview', 'mj-style', 'mj-accordion-title'],
  ...['mj-accordion-text', 'mj-navbar-link', 'mj-social-element'],
]);

/** Where a value cannot become style or script. */
const openAttributes = new Set(['href', 'src', 'alt', 'title', 'lang', 'id']);

const closers: { [tag: string]: string } = {
  endif: 'if',
  endunless: 'unless',
  endcase: 'case',
  endfor: 'for',
  endtablerow: 'tablerow',
  endcomment: 'comment',
};
const openers = new Set(Object.values(closers));
const middles = new Set(['else', 'elsif', 'when']);

/** What MJML would lose or break, and what would let a value out of its place. */
export function placementFaults(markup: Markup, source: string): Fault[] {
  return [
    ...markup.faults,
    ...markup.pieces.flatMap((piece) => pieceFaults(piece)),
    ...markup.marks.flatMap((mark) => [...droppedText(mark, source), ...droppedElement(mark)]),
    ...blockFaults(markup.pieces),
  ].toSorted((one, other) => one.at - other.at);
}

/** In HTML that is compiled: that the blocks enclose whole elements. */
export function blocksEncloseWholeElements(html: string): boolean {
  return blockFaults(readMarkup(html).pieces).length === 0;
}

function pieceFaults(piece: LiquidPiece): Fault[] {
  const message = misplaced(piece);
  return message ? [{ at: piece.begin, message }] : [];
}

function misplaced({ text, tag, place }: LiquidPiece): string | undefined {
  const around = place.elements.map(({ name }) => name);
  if (place.in === 'comment') return `${text} stands in a conditional comment, where it cannot be checked`;
  if (place.in === 'tag')
    return `${text} stands in the tag <${place.element}> outside an attribute's quotes: put it inside the quotes, or around the whole element`;
  if (place.in === 'attribute') return misplacedAttribute(text, place.element ?? '', place.attribute?.name ?? '');
  if (around.some((name) => ['mj-style', 'style', 'script'].includes(name)))
    return `${text} stands in a style or script, where a value could become code`;
  if (!isDropped(around)) return undefined;
  const parent = around.at(-1) ?? 'mj-body';
  if (tag === undefined) return `MJML drops ${text} directly inside <${parent}> without an error: put it in <mj-text>`;
  return `MJML drops ${text} directly inside <${parent}> without an error, so everybody would get every branch: wrap it, <mj-raw>${text}</mj-raw>`;
}

function misplacedAttribute(text: string, element: string, name: string): string | undefined {
  if (openAttributes.has(name.toLowerCase())) return undefined;
  return `${text} stands in the attribute ${name} of <${element}>; Liquid may stand in ${[...openAttributes].join(', ')}`;
}

function isDropped(around: string[]): boolean {
  if (around.some((name) => contentElements.has(name))) return false;
  const parent = around.at(-1);
  return parent === undefined || parent === 'mjml' || parent.startsWith('mj-');
}

function droppedText(mark: Mark, source: string): Fault[] {
  if (mark.kind !== 'text') return [];
  const text = source.slice(mark.begin, mark.end);
  const around = mark.elements.map(({ name }) => name);
  if (!text.trim() || !isDropped(around)) return [];
  const at = mark.begin + text.length - text.trimStart().length;
  return [{ at, message: `MJML drops text directly inside <${around.at(-1) ?? 'mj-body'}>: put it in <mj-text>` }];
}

function droppedElement(mark: Mark): Fault[] {
  if (mark.kind !== 'open') return [];
  const { name, begin } = mark;
  if (name === 'mj-include') return [{ at: begin, message: 'files are not included: write it here, or into the layout' }];
  const around = mark.elements.map((element) => element.name);
  if (name.startsWith('mj') || !isDropped(around)) return [];
  return [{ at: begin, message: `MJML drops <${name}> directly inside <${around.at(-1) ?? 'mj-body'}>: put it in <mj-text> or <mj-raw>` }];
}

const maxDepth = 32;

interface Block {
  piece: LiquidPiece;
  place: string;
}

/** Each block must begin, branch and end in one and the same element (or attribute), or a branch would leave elements open. */
export function blockFaults(pieces: LiquidPiece[]): Fault[] {
  const faults: Fault[] = [];
  const open: Block[] = [];
  for (const piece of pieces) {
    const { tag } = piece;
    if (tag === undefined) continue;
    const block = closers[tag] || middles.has(tag) ? open.at(-1) : undefined;
    if (block && block.place !== placeName(piece)) {
      faults.push({
        at: piece.begin,
        message: `${piece.text} stands in another element than ${block.piece.text}, to which it belongs: both must have the same parent`,
      });
    }
    if (openers.has(tag) && open.length === maxDepth)
      return [{ at: piece.begin, message: `blocks are nested too deeply, at most ${maxDepth}` }];
    if (openers.has(tag)) open.push({ piece, place: placeName(piece) });
    if (closers[tag]) open.pop();
  }
  return faults;
}

/** <mj-raw> is only a wrapper for Liquid between two elements, so the place is the element around it. */
function placeName({ place }: LiquidPiece): string {
  const innermost = place.elements.at(-1);
  const elements = innermost?.name === 'mj-raw' ? place.elements.slice(0, -1) : place.elements;
  return [...elements.map(({ begin }) => begin), place.attribute ? `@${place.attribute.begin}` : ''].join('/');
}
