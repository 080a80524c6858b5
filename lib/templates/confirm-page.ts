import { confirmationWordsFor } from './confirmation-words.ts';
import { escapeHtml } from './escape.ts';
import { button, linkPage, type PageReader, paragraph } from './link-page.ts';

/** A consent that she is asked to confirm, as the page shows it. */
export interface ConfirmSubject extends PageReader {
  /** Who sends under this topic: a consent is for all brands of the shop. */
  senders: string;
  topic: string;
  /** What she agrees to; absent where these are not the words that the mail showed. */
  wording: string | undefined;
  state: 'asked' | 'confirmed' | 'late';
}

/** One button; who only looks at the page has not agreed. */
export function confirmPage(reader: ConfirmSubject): string {
  const { title, email, button: label, doneTitle, doneEmail, lateTitle, late } = confirmationWordsFor([reader.words.language]);
  const values = { topic: reader.topic, brand: reader.senders };
  if (reader.state === 'late') return linkPage({ title: lateTitle, reader }, paragraph(late, values));
  if (reader.state === 'confirmed') return linkPage({ title: doneTitle, reader }, paragraph(doneEmail, values));
  const quote = reader.wording === undefined ? '' : `<blockquote dir="auto">${escapeHtml(reader.wording)}</blockquote>`;
  return linkPage({ title, reader }, paragraph(email, values) + quote + button(label));
}
