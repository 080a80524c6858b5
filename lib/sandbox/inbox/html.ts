/** Text that is HTML already. Only `html` and `markup` make it, so whatever a customer or a marketer wrote is escaped. */
export interface Markup {
  readonly kind: 'markup';
  toString(): string;
}

type Part = Markup | string | number | undefined | false | Part[];

const made = new WeakSet<object>();

/** A template tag: what stands in the template is HTML, what is put into it is text, unless it was made by `html` too. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return markup(strings.map((string, index) => string + render(parts[index])).join(''));
}

/** Says of a text that it is HTML already, as a drawing that a library made. */
export function markup(text: string): Markup {
  const result: Markup = { kind: 'markup', toString: () => text };
  made.add(result);
  return result;
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(render).join('');
  return typeof part === 'object' && made.has(part) ? part.toString() : escapeHtml(String(part));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
