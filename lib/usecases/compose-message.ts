import type { Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { ifMalformed } from '../templates/mime.ts';
import { TemplateRenderError } from '../templates/render.ts';
import type { World } from '../world.ts';
import { composeEmail } from './compose-email.ts';
import { composeSms } from './compose-sms.ts';
import { type Composed, draftMessage } from './draft-message.ts';
import type { SendContext } from './send-context.ts';
import { withProducts } from './with-products.ts';

/**
 * Renders a message for its recipient, complete with headers. Resolves to why it cannot be: `template-error` when it would
 * have a hole (`detail` says which template and line, and holds nothing of a customer), `cannot-compose` when an address
 * is malformed. Trying again would not mend either; rejects when it may, as where a product cannot be read.
 */
export async function composeMessage(
  world: World,
  context: SendContext,
  { channel, contact }: { channel: Channel; contact: Contact },
): Promise<Composed | { failed: string; detail?: string }> {
  const draft = await draftMessage(world, context, { channel, contact });
  try {
    return await withProducts(world, (products) => {
      const shown = { ...draft, recipient: { ...draft.recipient, products } };
      return channel === 'email' ? composeEmail(shown, world.now()) : composeSms(shown);
    });
  } catch (error) {
    if (error instanceof TemplateRenderError) return { failed: error.reason, detail: error.message };
    ifMalformed(error);
    return { failed: 'cannot-compose' };
  }
}
