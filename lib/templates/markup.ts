import { Tokenizer, type TopLevelToken, TypeGuards } from 'liquidjs';

/** A `{{ … }}` or `{% … %}` as it stands in a source. */
export interface LiquidPiece {
  begin: number;
  end: number;
  text: string;
  /** Name of the tag; absent for an output. */
  tag?: string;
  place: Place;
}

/** Elements are numbered by where they begin, so two `<p>` are two places. */
export interface Place {
  in: 'text' | 'attribute' | 'tag' | 'comment';
  /** The open elements around it, outermost first. */
  elements: OpenElement[];
  /** The element whose tag it stands in, and the attribute with the offset where its value begins. */
  element?: string;
  attribute?: { name: string; begin: number };
}

export interface OpenElement {
  name: string;
  begin: number;
}

/** What a reader of the markup meets, in order. Names and attributes keep their Liquid as it is. */
export type Mark =
  | { kind: 'open'; name: string; begin: number; attributes: { [name: string]: string }; empty: boolean; elements: OpenElement[] }
  | { kind: 'close'; name: string; begin: number }
  | { kind: 'text'; begin: number; end: number; elements: OpenElement[] }
  | { kind: 'liquid'; piece: LiquidPiece };

export interface Markup {
  marks: Mark[];
  /** Every piece of Liquid, those in attributes too, in the order of the source. */
  pieces: LiquidPiece[];
  faults: { at: number; message: string }[];
}

/** Deeper is a mistake, and would overflow the readers after this one. */
const maxDepth = 64;

const filler = '\uE000';
const voidElements = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
const token =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<(?<close>\/)?(?<name>[a-zA-Z][\w:-]*)(?<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?<empty>\/)?>|<|\uE000+|[^<\uE000]+/giy;
const attribute = /(?<name>[^\s=>"'/\uE000]+)(?:\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'>]+)))?/g;

/** Blanks comments, but not Outlook's conditional ones, so that every offset stays. */
export function withoutComments(source: string): string {
  return source.replace(/<!--(?!\[if|<!)(?!\s*\[endif)[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
}

/**
 * Reads MJML or HTML with Liquid in it. Nothing is repaired: an element that is not closed is a fault.
 * @throws TokenizationError of liquidjs when a `{{` or `{%` has no end
 */
export function readMarkup(source: string): Markup {
  const pieces = liquidTokens(source).map(
    (piece): LiquidPiece => ({
      begin: piece.begin,
      end: piece.end,
      text: source.slice(piece.begin, piece.end),
      ...(TypeGuards.isTagToken(piece) ? { tag: piece.name } : {}),
      place: { in: 'text', elements: [] },
    }),
  );
  const reading: Reading = { source, masked: mask(source, pieces), pieces, marks: [], faults: [], stack: [], cursor: 0, tooDeep: false };
  for (const match of reading.masked.matchAll(token)) {
    if (reading.tooDeep) break;
    readToken(reading, match);
  }
  for (const { name, begin } of reading.stack) reading.faults.push({ at: begin, message: `<${name}> is opened here and never closed` });
  return { marks: reading.marks, pieces, faults: reading.faults };
}

interface Reading extends Markup {
  source: string;
  masked: string;
  /** The first piece that is not yet passed. */
  cursor: number;
  stack: OpenElement[];
  tooDeep: boolean;
}

function liquidTokens(source: string): TopLevelToken[] {
  const tokens = new Tokenizer(source).readTopLevelTokens();
  return tokens.filter((piece) => TypeGuards.isTagToken(piece) || TypeGuards.isOutputToken(piece));
}

/** The same length, so that offsets in the mask are offsets in the source. */
function mask(source: string, pieces: LiquidPiece[]): string {
  let masked = '';
  let at = 0;
  for (const { begin, end } of pieces) {
    masked += source.slice(at, begin) + filler.repeat(end - begin);
    at = end;
  }
  return masked + source.slice(at);
}

function readToken(reading: Reading, match: RegExpExecArray): void {
  const text = match[0];
  const begin = match.index;
  const name = match.groups?.name;
  while ((reading.pieces[reading.cursor]?.end ?? Number.POSITIVE_INFINITY) <= begin) reading.cursor += 1;
  const elements = [...reading.stack];
  if (text.startsWith('<!')) place(reading, { begin, end: begin + text.length }, { in: 'comment', elements });
  else if (text.startsWith(filler)) readLiquid(reading, { begin, end: begin + text.length }, elements);
  else if (text === '<')
    reading.faults.push({ at: begin, message: 'a "<" that begins no tag: write &lt;, or close the quotes of the tag that begins here' });
  else if (name === undefined) reading.marks.push({ kind: 'text', begin, end: begin + text.length, elements });
  else if (match.groups?.close) readClose(reading, name, begin);
  else readOpen(reading, match, name);
}

function readLiquid(reading: Reading, range: { begin: number; end: number }, elements: OpenElement[]): void {
  for (const piece of place(reading, range, { in: 'text', elements })) reading.marks.push({ kind: 'liquid', piece });
}

function place(reading: Reading, { begin, end }: { begin: number; end: number }, where: Place): LiquidPiece[] {
  const found: LiquidPiece[] = [];
  for (let index = reading.cursor; index < reading.pieces.length; index += 1) {
    const piece = reading.pieces[index];
    if (!piece || piece.end > end) break;
    if (piece.begin >= begin) found.push(piece);
  }
  for (const piece of found) piece.place = where;
  return found;
}

function readOpen(reading: Reading, match: RegExpExecArray, name: string): void {
  const begin = match.index;
  if (reading.stack.length >= maxDepth) {
    reading.tooDeep = true;
    reading.faults.push({ at: begin, message: `elements are nested too deeply, at most ${maxDepth}` });
    return;
  }
  const elements = [...reading.stack];
  place(reading, { begin, end: begin + match[0].length }, { in: 'tag', elements, element: name });
  const offset = begin + 1 + name.length;
  const attributes: { [name: string]: string } = {};
  for (const found of (match.groups?.attributes ?? '').matchAll(attribute)) {
    const label = found.groups?.name ?? '';
    const value = found.groups?.double ?? found.groups?.single;
    const end = offset + found.index + found[0].length;
    if (value === undefined) continue;
    const from = end - 1 - value.length;
    attributes[label] = reading.source.slice(from, end - 1);
    place(reading, { begin: from, end }, { in: 'attribute', elements, element: name, attribute: { name: label, begin: from } });
  }
  const empty = match.groups?.empty !== undefined || voidElements.has(name.toLowerCase());
  reading.marks.push({ kind: 'open', name, begin, attributes, empty, elements });
  if (!empty) reading.stack.push({ name, begin });
}

function readClose(reading: Reading, name: string, begin: number): void {
  const open = reading.stack.at(-1);
  if (voidElements.has(name.toLowerCase())) return;
  reading.marks.push({ kind: 'close', name, begin });
  if (open?.name === name) reading.stack.pop();
  else if (reading.stack.some((element) => element.name === name)) closeThrough(reading, name, begin);
  else reading.faults.push({ at: begin, message: `</${name}> closes nothing that is open` });
}

function closeThrough(reading: Reading, name: string, begin: number): void {
  while (reading.stack.length > 0) {
    const open = reading.stack.pop();
    if (!open || open.name === name) return;
    reading.faults.push({ at: open.begin, message: `<${open.name}> is opened here and not closed before </${name}>` });
    reading.marks.push({ kind: 'close', name: open.name, begin });
  }
}
