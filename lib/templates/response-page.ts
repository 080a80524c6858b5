import { button, linkPage, type PageReader, paragraph } from './link-page.ts';

/** The answer to a campaign, as the customer who followed its link reads it. */
export interface ResponseSubject extends PageReader {
  state: 'asked' | 'answered' | 'late';
}

/** A page with one button: who only looks at the link has not answered. */
export function responsePage(reader: ResponseSubject): string {
  const { brand } = reader;
  const { title, text, button: label, doneTitle, done, lateTitle, late } = reader.words.response;
  if (reader.state === 'late') return linkPage({ title: lateTitle, reader }, paragraph(late, { brand }));
  if (reader.state === 'answered') return linkPage({ title: doneTitle, reader }, paragraph(done, { brand }));
  return linkPage({ title, reader }, paragraph(text, { brand }) + button(label));
}
