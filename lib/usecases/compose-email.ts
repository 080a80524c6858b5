import { senderOf } from '../core/sender.ts';
import type { Instant } from '../core/time.ts';
import { composeMime } from '../templates/mime.ts';
import { renderEmail } from '../templates/render.ts';
import type { Composed, Draft } from './draft-message.ts';

/** An e-mail with its headers, dated `now`. The same draft in the same moment gives the same bytes. */
export async function composeEmail({ context, contact, scope, recipient, tags, unsubscribeUrl }: Draft, now: Instant): Promise<Composed> {
  const { brand, intent, campaign } = context;
  const { language, ...rendered } = renderEmail(context.template, scope, recipient);
  const { replyTo, ...from } = senderOf(intent.message.sender, brand, context.settings);
  const to = contact.email ?? '';
  const raw = await composeMime({
    ...rendered,
    from,
    to,
    ...(replyTo !== undefined && { replyTo }),
    messageKey: `${intent.message.id}#${intent.cid}`,
    messageIdDomain: from.address.slice(from.address.lastIndexOf('@') + 1),
    unsubscribeUrl,
    feedbackId: `${campaign.id}:${intent.message.topic}:${brand.id}:rapport`,
    at: now,
  });
  return { channel: 'email', language, email: { raw, from: from.address, to, tags } };
}
