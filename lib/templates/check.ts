import { distance } from 'fastest-levenshtein';
import { LiquidError, Output, type Template, TypeGuards } from 'liquidjs';
import type { ShownVariable } from '../core/definition/library.ts';
import { allowedFilters, allowedTags, engineOf, type Kind, maxSourceLength } from './engine.ts';
import { dateStyles } from './formats.ts';
import { readMarkup, withoutComments } from './markup.ts';
import { blockFaults, type Fault, placementFaults } from './placement.ts';
import { position, type TemplateProblem } from './problem.ts';
import { findVariables } from './variables.ts';

export interface TemplateCheck {
  problems: TemplateProblem[];
  /** A list element is the segment "[]": `{% for line in trigger.lines %}{{ line.name }}` shows trigger, lines, [], name. */
  variables: ShownVariable[];
}

export interface TemplateSource {
  /** As it is shown in problems. */
  file: string;
  source: string;
  /** An `email.<language>.mjml` and a layout are html. */
  kind: Kind;
}

/** What every template may show beside customer, metrics, trigger, steps, consent, score and points. */
export const builtInVariables = [
  'brand.id',
  'brand.name',
  'brand.footer',
  'unsubscribeUrl',
  'preferencesUrl',
  'surveyUrl',
  'assetsUrl',
  'language',
  'task.doneUrl',
  'task.due',
];

/** Where a layout takes the e-mail in. */
export const contentMarker = /\{%-?\s*content\s*-?%\}/;

/** Parses one source and tells everything that is wrong with it, and which variables it shows. Reads no file and never throws. */
export function checkTemplate({ file, source, kind }: TemplateSource): TemplateCheck {
  const located = <Item extends { at: number }>({ at, ...rest }: Item) => ({ ...rest, file, ...position(source, at) });
  if (source.length > maxSourceLength) return { problems: [{ file, line: 1, column: 1, message: tooLong(source) }], variables: [] };
  const readable = kind === 'html' ? withoutComments(source) : source;
  const markerless = readable.replace(contentMarker, (marker) => ' '.repeat(marker.length));
  const outputs = attempt(() => outputFaults(markerless, kind));
  const sound = blank(markerless, outputs.found);
  const templates = outputs.faults.length > 0 ? { found: [], faults: [] } : attempt(() => engineOf(kind).parse(sound));
  const { variables, faults } = findVariables(templates.found);
  const markup = outputs.faults.length > 0 ? [] : attempt(() => markupFaults(markerless, kind)).found;
  const all = [...outputs.found, ...outputs.faults, ...templates.faults, ...faults, ...literalFaults(templates.found), ...markup];
  return {
    problems: all
      .toSorted((one, other) => one.at - other.at)
      .map(located)
      .map(problem),
    variables: templates.faults.length > 0 ? [] : variables.map(located),
  };
}

/** What could be read, or the one fault that stopped the reading. */
function attempt<Item>(read: () => Item[]): { found: Item[]; faults: Fault[] } {
  try {
    return { found: read(), faults: [] };
  } catch (error) {
    return { found: [], faults: [parseFault(error)] };
  }
}

function problem({ file, line, column, message }: TemplateProblem): TemplateProblem {
  return { file, line, column, message };
}

function tooLong(source: string): string {
  return `the source is ${source.length} characters long; at most ${maxSourceLength} are allowed`;
}

interface OutputFault extends Fault {
  end: number;
}

/** Each output is parsed alone, so that one mistake does not hide the next. */
function outputFaults(source: string, kind: Kind): OutputFault[] {
  return readMarkup(source).pieces.flatMap((piece) => {
    if (piece.tag !== undefined) return [];
    try {
      engineOf(kind).parse(piece.text);
      return [];
    } catch (error) {
      return [{ at: piece.begin, end: piece.end, message: parseFault(error).message }];
    }
  });
}

function blank(source: string, ranges: OutputFault[]): string {
  return ranges.reduce((text, { at, end }) => text.slice(0, at) + ' '.repeat(end - at) + text.slice(end), source);
}

function markupFaults(source: string, kind: Kind): Fault[] {
  const markup = readMarkup(source);
  if (kind === 'html') return placementFaults(markup, source);
  const lineBreak = kind === 'subject' ? source.trim().search(/[\r\n]/) : -1;
  return [...blockFaults(markup.pieces), ...(lineBreak < 0 ? [] : [{ at: lineBreak, message: 'a subject is one line' }])];
}

/** What can be seen to fail at every rendering: `{{ "now" | date }}`, an unknown date style. */
function literalFaults(templates: Template[]): Fault[] {
  return outputsOf(templates).flatMap(({ value, token }) => {
    const [initial] = value.initial.postfix;
    const date = value.filters.find(({ name }) => name === 'date');
    const [style] = date?.args ?? [];
    const at = token.begin;
    if (date && value.filters[0] === date && initial && TypeGuards.isQuotedToken(initial) && !/^\d{4}-\d{2}-\d{2}/.test(initial.content)) {
      return [{ at, message: `a template has no clock, so "${initial.content}" is no date: use a variable such as trigger.date` }];
    }
    if (style && !Array.isArray(style) && TypeGuards.isQuotedToken(style) && !dateStyles.some((name) => name === style.content)) {
      return [{ at, message: `a date is written ${dateStyles.map((name) => `"${name}"`).join(', ')}, not "${style.content}"` }];
    }
    return [];
  });
}

function outputsOf(templates: Template[]): Output[] {
  return templates.flatMap((template) => {
    if (template instanceof Output) return [template];
    return template.children ? outputsOf([...childrenOf(template)]) : [];
  });
}

function childrenOf(template: Template): Template[] {
  const step = template.children?.(false, true).next();
  return step?.done ? step.value : [];
}

const remedies: { [name: string]: string } = {
  capture: 'use {% assign %}, or {% if %} around each text',
  raw: 'text that is not escaped could hold anything',
  escape: 'HTML is escaped already',
  escape_once: 'HTML is escaped already',
  newline_to_br: 'split the text by lines and print each in a {% for %}',
  include: 'put the text into the layout or into this file',
  render: 'put the text into the layout or into this file',
  layout: 'the layout is the brand’s, campaigns/layouts/<brand>.mjml',
  block: 'the layout is the brand’s, campaigns/layouts/<brand>.mjml',
  echo: 'write {{ … }}',
  liquid: 'write each tag in its own {% … %}',
  sample: 'a template is not random: use a `split` in the campaign',
  increment: 'use forloop.index, or {% assign %} with plus',
  decrement: 'use forloop.index, or {% assign %} with minus',
};

function parseFault(error: unknown): Fault {
  if (!LiquidError.is(error)) return { at: 0, message: String(error) };
  const message = (error.originalError?.message ?? error.message).split('\n')[0] ?? '';
  if (error.originalError instanceof RangeError) return { at: 0, message: 'the blocks are nested too deeply' };
  const unknown = /^(?:undefined filter: |tag ")(?<name>[^"]+?)(?:" not found)?$/.exec(message);
  const name = unknown?.groups?.name;
  if (name === undefined) return { at: error.token.begin, message: message.replace(/, line:\d+, col:\d+$/, '') };
  const what = message.startsWith('tag') ? 'tag' : 'filter';
  return { at: error.token.begin, message: `unknown ${what} "${name}": ${remedies[name] ?? nearest(name, what)}` };
}

function nearest(name: string, what: 'tag' | 'filter'): string {
  const known = what === 'tag' ? Object.keys(allowedTags) : allowedFilters;
  const best = known.toSorted((one, other) => distance(name, one) - distance(name, other))[0] ?? '';
  return distance(name, best) <= 2 ? `did you mean "${best}"?` : `allowed are ${known.join(', ')}`;
}
