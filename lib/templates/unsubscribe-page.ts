import { escapeHtml } from './escape.ts';
import { button, linkPage } from './link-page.ts';

/** What a link of a message stands for, as a person reads it. */
export interface UnsubscribeSubject {
  brand: string;
  topic: string;
  channel: string;
}

export function unsubscribePage({ brand, topic, channel }: UnsubscribeSubject): string {
  const what = `“${escapeHtml(topic)}” of ${escapeHtml(brand)} by ${escapeHtml(channel)}`;
  return linkPage('Unsubscribe?', `<p>You will get no more ${what}. Nothing else changes.</p>${button('Unsubscribe')}`);
}

export function unsubscribedPage({ brand, topic, channel }: UnsubscribeSubject): string {
  return linkPage('Done', `<p>You will get no more “${escapeHtml(topic)}” of ${escapeHtml(brand)} by ${escapeHtml(channel)}.</p>`);
}
