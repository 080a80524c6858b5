import { loadCatalogue } from '../store/catalogue.ts';
import type { Sendable } from '../store/confirmation-mails.ts';
import { signConfirmation } from '../store/confirmation-tokens.ts';
import { messageTags } from '../store/message-tags.ts';
import type { ConfirmationTask } from '../store/notices.ts';
import { loadSecrets } from '../store/secrets.ts';
import { confirmationMail } from '../templates/confirmation-mail.ts';
import { confirmationWordsFor } from '../templates/confirmation-words.ts';
import { composeMime } from '../templates/mime.ts';
import type { EmailMessage, World } from '../world.ts';
import { textIn, topicName } from './topic-names.ts';

/** The mail that asks her to confirm, in her language. Rejects when it cannot be made: with a MalformedAddressError for an address that is none. */
export async function composeConfirmation(
  world: World,
  { cid, sk }: ConfirmationTask,
  { asked, email: to, language }: Sendable,
): Promise<EmailMessage> {
  const { settings } = await loadCatalogue(world);
  const [brand] = settings.brands;
  if (!brand) throw new Error('the settings name no brand');
  const words = confirmationWordsFor([language, ...brand.languages]);
  const spoken = [words.language, ...brand.languages];
  const { topic, address } = asked;
  const wording = settings.topics[topic]?.wording;
  const now = world.now();
  const token = signConfirmation(await loadSecrets(world), { cid, topic, address, wording: wording?.version ?? '', issuedAt: now });
  const from = brand.sender.email;
  const raw = await composeMime({
    ...confirmationMail({
      ...{
        words,
        brand: brand.name,
        topic: topicName(settings, topic, [words.language, brand.languages[0]]),
        url: `${world.publicUrl}/confirm/${token}`,
      },
      wording: wording && textIn(wording.text, spoken)?.text,
      footer: textIn(brand.footer, spoken)?.text,
    }),
    ...{ from: { name: brand.sender.name, address: from }, to, messageKey: `${cid}#${sk}`, at: now },
    messageIdDomain: from.slice(from.lastIndexOf('@') + 1),
  });
  const tags = { [messageTags.customer]: cid, [messageTags.message]: Buffer.from(sk).toString('base64url') };
  return { raw, from, to, tags };
}
