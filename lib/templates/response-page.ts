import { escapeHtml } from './escape.ts';
import { button, linkPage } from './link-page.ts';

/** The answer to a campaign, as the customer who followed its link reads it. */
export interface ResponseSubject {
  brand: string;
  state: 'asked' | 'answered' | 'late';
}

/** A page with one button: who only looks at the link has not answered. */
export function responsePage({ brand, state }: ResponseSubject): string {
  const name = escapeHtml(brand);
  if (state === 'late') return linkPage('It is too late', `<p>${name} does not count answers to this message any more.</p>`);
  if (state === 'answered') return linkPage('Thank you', `<p>${name} has your answer.</p>`);
  return linkPage('Yes?', `<p>Press the button, and ${name} has your answer.</p>${button('Yes')}`);
}
