import type { Preferences } from '../core/preferences.ts';

/** The form of a preference page as a browser sent it. */
export function sentBy(fields: URLSearchParams): Preferences {
  const [language, shownLanguage, shownPause] = [fields.get('language'), fields.get('shownLanguage'), fields.get('shownPause')];
  return {
    shown: fields.getAll('shown'),
    ticked: fields.getAll('on'),
    language: language !== null && shownLanguage !== null ? { shown: shownLanguage, chosen: language } : undefined,
    pause: shownPause === null ? undefined : { shown: shownPause === 'on', chosen: fields.has('pause') },
  };
}
