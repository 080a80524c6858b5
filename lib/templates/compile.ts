import mjml2html from 'mjml';
import { contentMarker } from './check.ts';
import { type LiquidPiece, readMarkup, withoutComments } from './markup.ts';
import { blocksEncloseWholeElements } from './placement.ts';
import { plainText } from './plain-text.ts';
import { position, type TemplateProblem } from './problem.ts';

export interface SourceFile {
  /** As it is shown in problems. */
  file: string;
  source: string;
}

export interface EmailSource {
  email: SourceFile;
  layout?: SourceFile;
  language: string;
  /** The line an inbox shows after the subject: Liquid text, not HTML. */
  preheader?: SourceFile;
}

export interface CompiledEmail {
  html: string;
  text: string;
  /** Where each piece of Liquid in `html` was written, in their order there. */
  places: Place[];
  problems: TemplateProblem[];
}

type Place = Pick<TemplateProblem, 'file' | 'line' | 'column'>;

/**
 * MJML → HTML and a text part, both still Liquid. Liquid is taken out before MJML sees it, so no quote or bracket in it can be
 * misread, and put back where MJML left its marks; a piece that is lost, moved into another block or doubled is a problem.
 */
export async function compileEmail(input: EmailSource): Promise<CompiledEmail> {
  const parts = assemble(input);
  const source = parts.map(({ text }) => text).join('');
  const markup = readMarkup(source);
  const locate = (at: number, message: string) => ({ ...place(parts, at), message });
  if (/lqd\d+dql/.test(source))
    return { html: '', text: '', places: [], problems: [locate(0, '"lqd…dql" is reserved: the compiler marks Liquid with it')] };
  try {
    const { html, errors } = await mjml2html(marked(source, markup.pieces), { validationLevel: 'soft', keepComments: true, fonts: {} });
    const compact = html.replace(/\n\s+/g, '\n');
    const restored = compact.replace(mark, (_, index) => restoredPiece(markup.pieces[Number(index)], source));
    const invalid = errors.map(({ line, message }) => locate(lineStart(source, line), message.trim()));
    const lost = differences(markup.pieces, compact).map(({ at, message }) => locate(at, message));
    const open = blocksEncloseWholeElements(restored) ? [] : [locate(0, 'after compiling, a Liquid block would leave HTML elements open')];
    const places = [...compact.matchAll(mark)].map(([, index]) => place(parts, markup.pieces[Number(index)]?.begin ?? 0));
    return { html: restored, text: plainText(markup, source), places, problems: [...invalid, ...(lost.length > 0 ? lost : open)] };
  } catch (error) {
    return {
      html: '',
      text: '',
      places: [],
      problems: [locate(0, `MJML cannot compile it: ${error instanceof Error ? error.message : String(error)}`)],
    };
  }
}

// ---- what MJML is given --------------------------------------------------------------------------

/** A stretch of the assembled source; `origin` says where it was written. */
interface Part {
  text: string;
  origin: SourceFile;
  offset: number;
}

const bareLayout = '<mjml><mj-body>{% content %}</mj-body></mjml>';

function assemble({ email, layout, language, preheader }: EmailSource): Part[] {
  const whole = /<mjml[\s>]/.test(email.source);
  const frame = whole ? email : (layout ?? { file: email.file, source: bareLayout });
  const framed = part(frame, withoutComments(frame.source));
  const content = part(email, withoutComments(email.source));
  const filled = whole ? [framed] : insert([framed], contentMarker, () => [content]);
  const head = preheader ? [part(preheader, `<mj-preview>${escapeLiterals(preheader.source)}</mj-preview>`)] : [];
  const headed = /<mj-head[\s>]/.test(framed.text)
    ? insert(filled, /<mj-head[^>]*>/, (found) => [found, ...head])
    : insert(filled, /<mjml[^>]*>/, (found) => [found, part(frame, '<mj-head>'), ...head, part(frame, '</mj-head>')]);
  return insert(headed, /<mjml(?![^>]*\slang=)/, (found) => [found, part(frame, ` lang="${language}"`)]);
}

function part(origin: SourceFile, text: string): Part {
  return { text, origin, offset: 0 };
}

/** Replaces the first occurrence of a pattern. */
function insert(parts: Part[], pattern: RegExp, replacement: (found: Part) => Part[]): Part[] {
  const index = parts.findIndex(({ text }) => pattern.test(text));
  const whole = parts[index];
  const match = whole && pattern.exec(whole.text);
  if (!match) return parts;
  const end = match.index + match[0].length;
  const cut = (from: number, to?: number): Part => ({ ...whole, text: whole.text.slice(from, to), offset: whole.offset + from });
  return parts.toSpliced(index, 1, cut(0, match.index), ...replacement(cut(match.index, end)), cut(end));
}

function escapeLiterals(source: string): string {
  const { pieces } = readMarkup(source);
  const literal = (from: number, to?: number) => source.slice(from, to).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const texts = pieces.map(({ begin, text }, index) => literal(pieces[index - 1]?.end ?? 0, begin) + text);
  return texts.join('') + literal(pieces.at(-1)?.end ?? 0);
}

function place(parts: Part[], at: number): Place {
  let begin = 0;
  for (const { text, origin, offset } of parts) {
    if (at < begin + text.length)
      return { file: origin.file, ...position(origin.source, Math.min(offset + at - begin, origin.source.length)) };
    begin += text.length;
  }
  return { file: parts.at(-1)?.origin.file ?? '', line: 1, column: 1 };
}

function lineStart(source: string, line: number): number {
  const before = source
    .split('\n')
    .slice(0, Math.max(line - 1, 0))
    .join('\n');
  const start = line > 1 ? before.length + 1 : 0;
  return start + (/^\s*/.exec(source.slice(start))?.[0].length ?? 0);
}

// ---- Liquid out and in again ---------------------------------------------------------------------

const mark = /lqd(\d+)dql/g;

function marked(source: string, pieces: LiquidPiece[]): string {
  const texts = pieces.map(({ begin, text }, index) => {
    const lineBreaks = '\n'.repeat(text.split('\n').length - 1);
    return `${source.slice(pieces[index - 1]?.end ?? 0, begin)}lqd${index}dql${lineBreaks}`;
  });
  return texts.join('') + source.slice(pieces.at(-1)?.end ?? 0);
}

function restoredPiece(piece: LiquidPiece | undefined, source: string): string {
  if (!piece) return '';
  return beginsLink(piece, source) ? piece.text.replace(/\s*(-?\}\})$/, ' | link $1') : piece.text;
}

/** An output with which a link begins decides where the link goes: only real addresses may pass. */
function beginsLink({ tag, begin, place: { attribute } }: LiquidPiece, source: string): boolean {
  if (tag !== undefined || !attribute || !/^(href|src)$/i.test(attribute.name)) return false;
  return (
    source
      .slice(attribute.begin, begin)
      .replace(/\{%[\s\S]*?%\}/g, '')
      .trim() === ''
  );
}

// ---- what MJML made of it ------------------------------------------------------------------------

interface Difference {
  at: number;
  message: string;
}

/** Every tag once and in order, every output at least once, and nothing in another block than it was written in. */
function differences(pieces: LiquidPiece[], html: string): Difference[] {
  const found = [...html.matchAll(mark)].map(([, index]) => Number(index));
  const seen = new Set(found);
  const lost = pieces.flatMap(({ begin, text }, index) => (seen.has(index) ? [] : [{ at: begin, message: `MJML drops ${text} here` }]));
  if (lost.length > 0) return lost;
  const written = blocksAround(
    pieces,
    pieces.map((_, index) => index),
  );
  const compiled = blocksAround(pieces, found);
  const tags = found.filter((index) => pieces[index]?.tag !== undefined);
  const inOrder = tags.every((index, at) => at === 0 || index > (tags[at - 1] ?? -1));
  const moved = found.filter((index, at) => compiled[at] !== written[index]);
  const [first] = inOrder ? moved : tags;
  const piece = first === undefined ? undefined : pieces[first];
  return piece ? [{ at: piece.begin, message: `MJML moves or repeats ${piece.text}, so it would stand in another block` }] : [];
}

/** For each piece, in the order given, the tags of the blocks that it stands in. */
function blocksAround(pieces: LiquidPiece[], order: number[]): string[] {
  const open: number[] = [];
  return order.map((index) => {
    const tag = pieces[index]?.tag ?? '';
    if (tag.startsWith('end')) open.pop();
    const around = open.join('/');
    if (['if', 'unless', 'case', 'for', 'tablerow', 'comment'].includes(tag)) open.push(index);
    if (['else', 'elsif', 'when'].includes(tag)) open.splice(-1, 1, index);
    return around;
  });
}
