import { firstOf } from './language.ts';
import { da } from './page-words/da.ts';
import { de } from './page-words/de.ts';
import { en } from './page-words/en.ts';
import { es } from './page-words/es.ts';
import { fr } from './page-words/fr.ts';
import { it } from './page-words/it.ts';
import { nl } from './page-words/nl.ts';
import { pl } from './page-words/pl.ts';
import { pt } from './page-words/pt.ts';
import type { PageWords } from './page-words/sentences.ts';
import { sv } from './page-words/sv.ts';
import { zh } from './page-words/zh.ts';

export type { PageWords } from './page-words/sentences.ts';

const known: Record<string, PageWords> = { en, de, fr, es, it, nl, pt, pl, sv, da, zh };

/** The languages that the pages speak. */
export const pageLanguages = Object.keys(known);

/** The words of the first of these languages (BCP 47, best first) that the pages speak; English when they speak none. */
export function wordsFor(wanted: (string | undefined)[]): PageWords {
  return firstOf(known, wanted) ?? en;
}

/** The languages of an Accept-Language header, best first; "*" and what is refused (q=0) are left out. https://www.rfc-editor.org/rfc/rfc9110#field.accept-language */
export function acceptedLanguages(header = ''): string[] {
  const ranges = header
    .slice(0, 1000)
    .split(',')
    .map((range) => /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(range))
    .map((match) => ({ tag: match?.[1], weight: Number(match?.[2] ?? 1) }));
  return ranges.toSorted((one, other) => other.weight - one.weight).flatMap(({ tag, weight }) => (tag && weight > 0 ? [tag] : []));
}
