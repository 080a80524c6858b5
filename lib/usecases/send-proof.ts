import { InvalidInputError } from '../core/invalid-input.ts';
import { senderOf } from '../core/sender.ts';
import { contentHash } from '../store/keys.ts';
import { escapeHtml } from '../templates/escape.ts';
import { composeMime } from '../templates/mime.ts';
import { renderEmail, renderSms, supportsChannel } from '../templates/render.ts';
import type { Sent, World } from '../world.ts';
import { draftPreview } from './draft-preview.ts';
import type { PreviewContext } from './preview-message.ts';
import { withProducts } from './with-products.ts';

/**
 * Sends a message for real, as a proof: to a colleague named in `settings.proofs` and nobody else, without a claim, a record or
 * a tag, so that it counts nowhere. Its links stand for nobody. A text message comes as an e-mail that shows it. Rejects with
 * an InvalidInputError for any other address, and with a TemplateRenderError for a message that would have a hole.
 */
export async function sendProof(
  world: World,
  preview: PreviewContext,
  { to, language }: { to: string; language?: string },
): Promise<{ sent: Sent; language: string; subject: string }> {
  const { settings, template, brand, campaign, intent } = preview.context;
  const address = settings.proofs.find((known) => known.toLowerCase() === to.trim().toLowerCase());
  if (address === undefined)
    throw new InvalidInputError(
      `proofs go only to the addresses in "proofs" of settings.json, which are ${settings.proofs.join(', ') || 'none yet'}; not to "${to}"`,
    );
  const contact = { ...preview.contact, ...(language !== undefined && { language }) };
  const channel = supportsChannel(template, 'email') ? 'email' : 'sms';
  const { scope, recipient, unsubscribeUrl } = await draftPreview(world, { ...preview, contact }, channel);
  const mail = await withProducts(world, (products) => {
    if (channel === 'email') return renderEmail(template, scope, { ...recipient, products });
    const { body, segments, language } = renderSms(template, scope, { ...recipient, products });
    return { language, subject: `SMS of ${segments} parts: ${template.id}`, html: `<p>${escapeHtml(body)}</p>`, text: body };
  });
  const { replyTo, ...from } = senderOf(intent.message.sender, brand, settings);
  const subject = `[Proof] ${mail.subject}`;
  const raw = await composeMime({
    ...mail,
    subject,
    from,
    to: address,
    ...(replyTo !== undefined && { replyTo }),
    messageKey: `proof#${contentHash([campaign.id, mail.html, address, world.now()])}`,
    messageIdDomain: from.address.slice(from.address.lastIndexOf('@') + 1),
    unsubscribeUrl,
    at: world.now(),
  });
  return { sent: await world.sendEmail({ raw, from: from.address, to: address, tags: {} }), language: mail.language, subject };
}
