import { escapeHtml } from './escape.ts';
import { linkPage, type PageReader, paragraph } from './link-page.ts';

/** A survey as the customer who followed its link reads it. */
export interface SurveySubject extends PageReader {
  state: 'asked' | 'missing' | 'answered';
  /** What a link of the message, or an unfinished form, chose already. */
  score?: number;
  text?: string;
}

/** So many characters of her own words are kept. */
export const longestAnswer = 2000;

/** Eleven numbers and a field for words: who only looks at the link has not answered, whatever number it names. */
export function surveyPage(subject: SurveySubject): string {
  const { words, brand, state, score, text = '' } = subject;
  const { title, doneTitle, done, missing, least, most, ...labels } = words.survey;
  if (state === 'answered') return linkPage({ title: doneTitle, reader: subject }, paragraph(done, { brand }));
  const alert = state === 'missing' ? `<p role="alert">${escapeHtml(missing)}</p>` : '';
  const numbers = Array.from({ length: 11 }, (_, number) => {
    const chosen = number === score ? ' checked' : '';
    return `<label><input type="radio" name="score" value="${number}"${chosen} required> ${number}</label>`;
  });
  const scale = `<fieldset><legend>${escapeHtml(labels.score)}</legend><p class="quiet">${escapeHtml(least)} · ${escapeHtml(most)}</p><div class="boxes">${numbers.join('')}</div></fieldset>`;
  const field = `<div class="field"><label for="text">${escapeHtml(labels.text)}</label><textarea id="text" name="text" rows="4" maxlength="${longestAnswer}">${escapeHtml(text)}</textarea></div>`;
  const form = `<form method="post">${scale}${field}<button>${escapeHtml(labels.button)}</button></form>`;
  return linkPage({ title, reader: subject }, alert + form);
}
