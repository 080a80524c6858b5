import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill } from '../../lib/templates/language.ts';
import { acceptedLanguages, type PageWords, pageLanguages, wordsFor } from '../../lib/templates/page-words.ts';

type Words = PageWords | PageWords[keyof PageWords];

/** "preferences.none" → its sentence. */
function sentences(words: Words, path = ''): [string, string][] {
  if (typeof words === 'string') return [[path, words]];
  return Object.entries(words).flatMap(([name, inner]) => sentences(inner, path ? `${path}.${name}` : name));
}
const holes = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const english = new Map(sentences(wordsFor(['en'])));

describe('the words of pages', () => {
  it.each(pageLanguages)('in %s fill in what the English ones do, and are its own', (language) => {
    const words = wordsFor([language]);
    expect(words.language).toBe(language);
    for (const [path, sentence] of sentences(words)) {
      expect([path, holes(sentence)]).toEqual([path, holes(english.get(path) ?? '')]);
      expect([path, sentence.trim()]).toEqual([path, sentence]);
      expect(sentence).not.toBe('');
    }
    const same = sentences(words).filter(([path, sentence]) => sentence.length > 20 && english.get(path) === sentence);
    if (language !== 'en') expect(same).toEqual([]);
  });

  it('are of the first language that the pages speak, and English when there is none', () => {
    expect(wordsFor([undefined, 'mi', 'DE-at', 'fr']).language).toBe('de');
    expect(wordsFor(['zh-Hans-CN']).language).toBe('zh');
    expect(wordsFor(['tlh', '__proto__', 'constructor', '']).language).toBe('en');
    expect(wordsFor([]).language).toBe('en');
  });

  it('never leave a hole', () => {
    expect(fill('{brand} and {topic}', { brand: '{topic}', topic: '$&' })).toBe('{topic} and $&');
    expect(() => fill('{brand}', {})).toThrow('{brand}');
  });
});

describe('the languages that a browser asks for', () => {
  it('come in the order of their weight', () => {
    expect(acceptedLanguages('fr;q=0.5, sv-SE, de;q=0.9, *;q=0.1, it;q=0')).toEqual(['sv-SE', 'de', 'fr']);
    expect(acceptedLanguages(undefined)).toEqual([]);
  });

  it('are read from anything without harm', () => {
    fc.assert(fc.property(fc.string(), (header) => acceptedLanguages(header).every((tag) => /^[A-Za-z0-9-]+$/.test(tag))));
  });
});
