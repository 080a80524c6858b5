import {
  AssignTag,
  BreakTag,
  CaseTag,
  CommentTag,
  Context,
  ContinueTag,
  CycleTag,
  type Emitter,
  ForTag,
  IfTag,
  InlineCommentTag,
  Liquid,
  TablerowTag,
  type Template,
  toValueSync,
  UnlessTag,
} from 'liquidjs';
import { formatDate, formatMoney, formatNumber, type Reader, safeLink } from './formats.ts';
import { RenderFault } from './problem.ts';
import { findProduct, type ProductShelf } from './products.ts';

type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json };

/** What a template may show: JSON. `null` counts as missing. */
export type Scope = { [name: string]: Json };

/** HTML is escaped wherever a value is printed; text (subject, SMS, the text part) is not. */
export type Kind = 'html' | 'text' | 'subject' | 'sms';

export const maxSourceLength = 250_000;
const maxOutputLength = 500_000;
const maxBlocks = 20_000;

/** An assignment of nothing leaves the name undefined, so that printing it is an error and not a hole. */
class DefiniteAssignTag extends AssignTag {
  override *render(context: Context): Generator<unknown, void, unknown> {
    yield* super.render(context);
    const scope: { [name: string]: unknown } = context.bottom();
    for (const [name, value] of Object.entries(scope)) if (value === null || value === undefined) delete scope[name];
  }
}

/** Everything that may stand between {% and %}. No clock, no chance, no files, and nothing that would escape twice. */
export const allowedTags: Liquid['tags'] = {
  if: IfTag,
  unless: UnlessTag,
  case: CaseTag,
  for: ForTag,
  tablerow: TablerowTag,
  cycle: CycleTag,
  assign: DefiniteAssignTag,
  break: BreakTag,
  continue: ContinueTag,
  comment: CommentTag,
  '#': InlineCommentTag,
};

const filtersFromLiquid = [
  ...['default', 'upcase', 'downcase', 'capitalize', 'strip', 'lstrip', 'rstrip', 'truncate', 'truncatewords', 'append', 'prepend'],
  ...['replace', 'replace_first', 'remove', 'remove_first', 'split', 'join', 'first', 'last', 'size', 'slice', 'map', 'where', 'sort'],
  ...['sort_natural', 'reverse', 'uniq', 'compact', 'concat', 'plus', 'minus', 'times', 'divided_by', 'modulo', 'abs', 'round'],
  ...['ceil', 'floor', 'at_least', 'at_most', 'url_encode', 'strip_html', 'strip_newlines'],
];

const filtersOfOurs = ['money', 'date', 'number', 'link', 'product'];

export const allowedFilters: string[] = [...filtersFromLiquid, ...filtersOfOurs];

const htmlEngine = createEngine((text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`));
const textEngine = createEngine((text) => text);

/** The engine for a kind of text; both know the same tags and filters. */
export function engineOf(kind: Kind): Liquid {
  return kind === 'html' ? htmlEngine : textEngine;
}

/** By source: the same template is rendered for many customers. */
const parsed = { html: new Map<string, Template[]>(), text: new Map<string, Template[]>() };

function parseOnce(kind: Kind, source: string): Template[] {
  const known = kind === 'html' ? parsed.html : parsed.text;
  const templates = known.get(source) ?? engineOf(kind).parse(source);
  if (known.size >= 200 && !known.has(source)) known.clear();
  known.set(source, templates);
  return templates;
}

export interface Rendering {
  scope: Scope;
  reader: Reader;
  /** What `product` finds; without it that filter is an error. */
  products?: ProductShelf;
}

/**
 * Renders one Liquid source. A variable that is missing (and not guarded by `default` or `if`), more than 500 KB of output and
 * a loop without end are errors. The same input gives the same output.
 */
export function renderLiquid(kind: Kind, source: string, { scope, reader, products }: Rendering): string {
  const engine = engineOf(kind);
  const context = new Context(withoutNull(scope), engine.options, { sync: true }, { liquid: engine });
  context.setRegister(readerRegister, reader);
  context.setRegister(productsRegister, products);
  const emitter = cappedEmitter();
  toValueSync(engine.renderer.renderTemplates(parseOnce(kind, source), context, emitter));
  return emitter.buffer;
}

function createEngine(encode: (text: string) => string): Liquid {
  const engine = new Liquid({
    outputEscape: (value) => encode(printed(value)),
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: maxSourceLength,
    memoryLimit: 2_000_000,
    renderLimit: 5_000,
    templates: {},
    // Nothing here uses it; without one, liquidjs asks Intl at start, which takes as long as all else in this file.
    locale: 'en',
  });
  for (const name of Object.keys(engine.tags)) if (!(name in allowedTags)) delete engine.tags[name];
  for (const [name, tag] of Object.entries(allowedTags)) engine.registerTag(name, tag);
  for (const name of Object.keys(engine.filters)) if (!allowedFilters.includes(name)) engine.unregisterFilter(name);
  engine.registerFilter('money', function (value) {
    return formatMoney(value, readerOf(this.context));
  });
  engine.registerFilter('date', function (value, style) {
    return formatDate(value, style, readerOf(this.context));
  });
  engine.registerFilter('number', function (value) {
    return formatNumber(value, readerOf(this.context));
  });
  engine.registerFilter('link', safeLink);
  engine.registerFilter('product', function (sku, property) {
    return findProduct(sku, property, this.context.getRegister(productsRegister));
  });
  boundBlocks(engine);
  return engine;
}

const readerRegister = 'reader';
const productsRegister = 'products';
const blocksRegister = 'blocks';

function readerOf(context: Context): Reader {
  return context.getRegister(readerRegister);
}

/** liquidjs bounds neither what a loop does nor what it writes by anything but the clock. Every block and every turn of a loop passes here. */
function boundBlocks(engine: Liquid): void {
  const render = engine.renderer.renderTemplates.bind(engine.renderer);
  engine.renderer.renderTemplates = (templates, context, emitter) => {
    const blocks = context.getRegister(blocksRegister, 0) + 1;
    if (blocks > maxBlocks) throw new RenderFault(`the template loops too long: more than ${maxBlocks} turns`, { always: true });
    context.setRegister(blocksRegister, blocks);
    return render(templates, context, emitter);
  };
}

function cappedEmitter(): Emitter {
  const emitter = {
    buffer: '',
    write(piece: unknown) {
      emitter.buffer += String(piece ?? '');
      if (emitter.buffer.length > maxOutputLength)
        throw new RenderFault(`the template renders more than ${maxOutputLength / 1000} KB`, { always: true });
    },
  };
  return emitter;
}

function printed(value: unknown): string {
  if (value === undefined || value === null) throw new RenderFault('a value is missing: guard it with `default` or `if`');
  if (typeof value !== 'object') return String(value);
  throw new RenderFault('a list or an object cannot be printed: use `money` for an amount, `join` or `for` for a list', { always: true });
}

function withoutNull(scope: Scope): Scope {
  const kept = Object.entries(scope).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([name, value]) => [name, definite(value)]));
}

function definite(value: Json): Json {
  if (Array.isArray(value)) return value.map(definite);
  return typeof value === 'object' && value !== null ? withoutNull(value) : value;
}
