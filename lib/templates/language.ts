/**
 * The tags under which something in the customer's language may be found, best first:
 * zh-Hans-CN → zh-Hans → zh → the default.
 */
export function languageChain(wanted: string | undefined, fallback: string): string[] {
  const parts = wanted?.split(/[-_]/) ?? [];
  const chain = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
  return [...new Set([...chain, fallback])];
}

/**
 * The first language of the chain that has everything a message needs, so that a message never mixes two languages.
 * Tags compare without regard to case. `undefined`: not even the default has it.
 */
export function chooseLanguage<Part>(
  languages: { [language: string]: Part },
  chain: string[],
  complete: (part: Part) => boolean,
): string | undefined {
  for (const wanted of chain) {
    const found = Object.entries(languages).find(([tag, part]) => tag.toLowerCase() === wanted.toLowerCase() && complete(part));
    if (found) return found[0];
  }
  return undefined;
}

/** The locale that numbers and dates are written in: the customer's own if it is a variety of the message's language. */
export function formatLocale(wanted: string | undefined, language: string): string {
  const own = wanted?.replaceAll('_', '-');
  const related = own?.split('-')[0]?.toLowerCase() === language.split('-')[0]?.toLowerCase();
  return related && own && isLocale(own) ? own : language;
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** What is known in the first of these languages (BCP 47, best first), without regard to case. */
export function firstOf<Part>(known: Record<string, Part>, wanted: (string | undefined)[]): Part | undefined {
  const tags = wanted.flatMap((tag) => (tag === undefined ? [] : languageChain(tag, tag)));
  const found = tags.map((tag) => tag.toLowerCase()).find((tag) => Object.hasOwn(known, tag));
  return found === undefined ? undefined : known[found];
}

/** A sentence with its `{names}` filled in. Throws for a name that is not given: what has a hole is not shown. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the sentence "${sentence}" asks for {${name}}`);
    return value;
  });
}
