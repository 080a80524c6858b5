import type { Channel } from '../core/enrollment/enrollment.ts';
import { escapeHtml } from './escape.ts';
import { button, linkPage, type PageReader, paragraph } from './link-page.ts';

/** What a link of a message stands for, as a person reads it. */
export interface UnsubscribeSubject extends PageReader {
  /** Who sends under this topic: a consent is for all brands of the shop. */
  senders: string;
  topic: string;
  channel: Channel;
  /** She gets none of it any more. */
  done: boolean;
  preferencesUrl: string;
}

/** One button; who only looks at the page stays subscribed. Who has pressed it before reads that it is done. */
export function unsubscribePage(subject: UnsubscribeSubject): string {
  if (subject.done) return unsubscribedPage(subject);
  const { title, email, sms, button: label } = subject.words.unsubscribe;
  const sentence = subject.channel === 'sms' ? sms : email;
  return linkPage({ title, reader: subject }, paragraph(sentence, valuesOf(subject)) + button(label) + choose(subject));
}

export function unsubscribedPage(subject: UnsubscribeSubject): string {
  const { doneTitle, doneEmail, doneSms } = subject.words.unsubscribe;
  if (subject.proof) return linkPage({ title: doneTitle, reader: subject }, choose(subject));
  const sentence = subject.channel === 'sms' ? doneSms : doneEmail;
  return linkPage({ title: doneTitle, reader: subject }, paragraph(sentence, valuesOf(subject)) + choose(subject));
}

function valuesOf({ topic, senders }: UnsubscribeSubject) {
  return { topic, brand: senders };
}

function choose({ words, preferencesUrl }: UnsubscribeSubject): string {
  return `<p class="more"><a href="${escapeHtml(preferencesUrl)}">${escapeHtml(words.unsubscribe.choose)}</a></p>`;
}
