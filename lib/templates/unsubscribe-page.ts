import { escapeHtml } from './escape.ts';
import { button, linkPage } from './link-page.ts';

/** What a link of a message stands for, as a person reads it. */
export interface UnsubscribeSubject {
  brand: string;
  topic: string;
  channel: string;
  /** The link of a proof: nobody unsubscribes by it. */
  proof?: true;
}

const proofText = '<p><strong>This link is of a proof: nothing changes by it.</strong></p>';

export function unsubscribePage({ brand, topic, channel, proof }: UnsubscribeSubject): string {
  const what = `“${escapeHtml(topic)}” of ${escapeHtml(brand)} by ${escapeHtml(channel)}`;
  return linkPage(
    'Unsubscribe?',
    `${proof ? proofText : ''}<p>You will get no more ${what}. Nothing else changes.</p>${button('Unsubscribe')}`,
  );
}

export function unsubscribedPage({ brand, topic, channel, proof }: UnsubscribeSubject): string {
  if (proof) return linkPage('Done', proofText);
  return linkPage('Done', `<p>You will get no more “${escapeHtml(topic)}” of ${escapeHtml(brand)} by ${escapeHtml(channel)}.</p>`);
}
