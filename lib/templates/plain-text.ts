import type { Mark, Markup } from './markup.ts';
import { tidyText } from './tidy.ts';

const paragraphs = new Set([
  ...['mj-text', 'mj-section', 'mj-table', 'mj-button', 'mj-image', 'mj-divider', 'mj-hero', 'mj-wrapper', 'mj-accordion-title'],
  ...['mj-accordion-text', 'mj-social', 'mj-navbar', 'p', 'h1', 'h2', 'h3', 'h4', 'ul', 'ol', 'table', 'blockquote'],
]);
const lines = new Set(['div', 'tr', 'li', 'br', 'mj-social-element', 'mj-navbar-link']);
const cells = new Set(['td', 'th']);
const links = new Set(['a', 'mj-button', 'mj-social-element', 'mj-navbar-link']);
const pictures = new Set(['img', 'mj-image']);
const unread = new Set(['mj-head', 'head', 'style', 'mj-style', 'script', 'title']);

interface Writing {
  text: string;
  /** How many unread elements are open. */
  hidden: number;
  links: { href: string; from: number }[];
}

/** The text part of an e-mail, made from its MJML: the same words and Liquid without the looks, each link as "text (address)". */
export function plainText({ marks }: Markup, source: string): string {
  const writing: Writing = { text: '', hidden: 0, links: [] };
  for (const mark of marks) write(writing, mark, source);
  return tidyText(writing.text);
}

function write(writing: Writing, mark: Mark, source: string): void {
  if (mark.kind === 'open') open(writing, mark);
  else if (mark.kind === 'close') close(writing, mark.name);
  else if (writing.hidden > 0) return;
  else if (mark.kind === 'liquid') writing.text += mark.piece.text;
  else append(writing, decodeEntities(source.slice(mark.begin, mark.end)));
}

function open(writing: Writing, { name, attributes, empty }: Extract<Mark, { kind: 'open' }>): void {
  if (unread.has(name) && !empty) writing.hidden += 1;
  if (writing.hidden > 0) return;
  separate(writing, name);
  if (name === 'li') append(writing, '- ');
  if (pictures.has(name)) picture(writing, attributes);
  if (links.has(name) && !empty) writing.links.push({ href: attributes.href ?? '', from: writing.text.length });
}

function close(writing: Writing, name: string): void {
  if (unread.has(name)) writing.hidden -= 1;
  if (writing.hidden > 0 || unread.has(name)) return;
  const link = links.has(name) ? writing.links.pop() : undefined;
  if (link) writing.text += address(decodeEntities(link.href), writing.text.slice(link.from).trim());
  separate(writing, name);
}

function picture(writing: Writing, attributes: { [name: string]: string }): void {
  const alt = decodeEntities(attributes.alt ?? '').trim();
  if (!alt) return;
  append(writing, alt);
  writing.text += address(decodeEntities(attributes.href ?? ''), alt);
}

function address(href: string, label: string): string {
  const plain = href.replace(/^(mailto|tel):/i, '');
  return !plain || plain.startsWith('#') || plain === label ? '' : `${label ? ' ' : ''}(${plain})`;
}

/** At the beginning of a line, even if tags stand before: a loop must not leave a blank line at each turn. */
const lineBegins = /(?:^|\n)\s*(?:\{%[^%]*%\}\s*)*$/;

function separate(writing: Writing, name: string): void {
  if (paragraphs.has(name)) writing.text += '\n\n';
  else if (lines.has(name) && (name === 'br' || !lineBegins.test(writing.text.slice(-500)))) writing.text += '\n';
  else if (cells.has(name)) append(writing, ' ');
}

function append(writing: Writing, text: string): void {
  const collapsed = text.replace(/[ \t\r\n]+/g, ' ');
  writing.text += /\s$/.test(writing.text) ? collapsed.trimStart() : collapsed;
}

const entities: { [name: string]: string } = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00A0',
    shy: '',
    zwnj: '',
    copy: '©',
    reg: '®',
    trade: '™',
    euro: '€',
    pound: '£',
  },
  ...{
    ndash: '–',
    mdash: '—',
    hellip: '…',
    middot: '·',
    bull: '•',
    times: '×',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
  },
  ...{
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    rarr: '→',
    larr: '←',
    hearts: '♥',
  },
};

function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = Number(name.slice(1).replace(/^x/i, '0x'));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
