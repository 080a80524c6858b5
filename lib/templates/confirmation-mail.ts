import type { ConfirmationWords } from './confirmation-words.ts';
import { escapeHtml } from './escape.ts';
import { fill } from './language.ts';
import { oneLine } from './tidy.ts';

export interface ConfirmationMail {
  words: ConfirmationWords;
  brand: string;
  topic: string;
  /** What she agrees to, in the shop's own words. */
  wording: string | undefined;
  url: string;
  /** The company and its address. */
  footer: string | undefined;
}

/** The mail of a double opt-in: one question, one link, and nothing that sells. */
export function confirmationMail({ words, brand, topic, wording, url, footer }: ConfirmationMail): {
  subject: string;
  html: string;
  text: string;
} {
  const { mailSubject, mailText, mailIgnore, button } = words;
  const said = (sentence: string) => oneLine(fill(sentence, { brand, topic }));
  const subject = said(mailSubject);
  const quote = wording === undefined ? [] : [oneLine(wording)];
  const after = [said(mailIgnore), ...(footer === undefined ? [] : [oneLine(footer)])];
  const html = [
    `<p>${escapeHtml(said(mailText))}</p>`,
    ...quote.map((text) => `<blockquote>${escapeHtml(text)}</blockquote>`),
    `<p><a href="${escapeHtml(url)}">${escapeHtml(button)}</a></p>`,
    ...after.map((text) => `<p>${escapeHtml(text)}</p>`),
  ];
  return {
    subject,
    html: `<!doctype html>\n<html lang="${words.language}" dir="${words.direction}"><meta charset="utf-8"><title>${escapeHtml(subject)}</title>\n<body>${html.join('\n')}</body></html>`,
    text: `${[said(mailText), ...quote.map((text) => `> ${text}`), url, ...after].join('\n\n')}\n`,
  };
}
