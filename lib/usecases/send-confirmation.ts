import { loadCatalogue } from '../store/catalogue.ts';
import { signConfirmation } from '../store/confirmation-tokens.ts';
import { claimAsked, loadAsked, settleAsked } from '../store/confirmations.ts';
import { keys } from '../store/keys.ts';
import { messageTags } from '../store/message-tags.ts';
import type { ConfirmationTask } from '../store/notices.ts';
import { loadSecrets } from '../store/secrets.ts';
import { confirmationMail } from '../templates/confirmation-mail.ts';
import { confirmationWordsFor } from '../templates/confirmation-words.ts';
import { composeMime } from '../templates/mime.ts';
import type { EmailMessage, World } from '../world.ts';
import { textIn, topicName } from './topic-names.ts';

type Sendable = Extract<Awaited<ReturnType<typeof loadAsked>>, { asked: object }>;

/** What became of a mail that asks her to confirm. */
export interface Confirmation {
  state: 'sent' | 'failed' | 'unknown' | 'dropped';
  reason?: string;
}

/**
 * Sends the one mail of a double opt-in: read → compose → claim → one call → record. Consent, caps and quiet hours do not
 * hold for it: she has just asked. It is never sent twice; rejects only when the provider certainly did not take it now.
 */
export async function sendConfirmation(world: World, task: ConfirmationTask): Promise<Confirmation> {
  const loaded = await loadAsked(world, task);
  const key = keys.relation(task.cid, task.sk);
  if ('dropped' in loaded) {
    if (loaded.dropped !== 'repeated') await settleAsked(world, key, 'dropped');
    return { state: 'dropped', reason: loaded.dropped };
  }
  const email = await compose(world, task, loaded).catch(() => undefined);
  const refused = email ? await claimAsked(world, { ...task, asked: loaded.asked }) : 'malformed-address';
  if (!email || refused !== undefined) {
    if (refused !== 'repeated') await settleAsked(world, key, 'dropped');
    return { state: 'dropped', ...(refused && { reason: refused }) };
  }
  const sent = await world.sendEmail(email);
  if (sent.outcome === 'throttled') {
    await settleAsked(world, key, 'asked');
    throw new Error(`a confirmation was not taken: ${sent.reason}`);
  }
  const state = sent.outcome === 'rejected' ? 'failed' : sent.outcome;
  await settleAsked(world, key, state);
  return { state, ...('reason' in sent && { reason: sent.reason }) };
}

async function compose(world: World, { cid, sk }: ConfirmationTask, { asked, email: to, language }: Sendable): Promise<EmailMessage> {
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
