import type { Settings } from '../core/definition/settings.ts';
import { languageChain } from '../templates/language.ts';

/** What customers call a topic, in the first of these languages; one that is gone from the settings still has its id. */
export function topicName({ topics }: Settings, id: string, languages: (string | undefined)[]): string {
  const name = topics[id]?.name ?? id;
  return typeof name === 'string' ? name : (textIn(name, languages)?.text ?? id);
}

/** The text of the first language that there is one in; any, when there is none in these. */
export function textIn(texts: Record<string, string>, wanted: (string | undefined)[]): { language: string; text: string } | undefined {
  const tags = wanted.flatMap((tag) => (tag === undefined ? [] : languageChain(tag, tag)));
  const language = [...tags, ...Object.keys(texts)].find((tag) => texts[tag] !== undefined);
  const text = language !== undefined && texts[language];
  return language !== undefined && text ? { language, text } : undefined;
}
