import { loadCatalogue } from '../store/catalogue.ts';
import { withdraw } from '../store/contacts.ts';
import { loadSecrets } from '../store/secrets.ts';
import { nobody, readUnsubscription } from '../store/tokens.ts';
import type { UnsubscribeSubject } from '../templates/unsubscribe-page.ts';
import type { World } from '../world.ts';

/** What an unsubscribe link stands for; nothing when this installation never made it. Changes nothing. */
export async function readUnsubscribeLink(world: World, token: string): Promise<UnsubscribeSubject | undefined> {
  const subject = readUnsubscription(await loadSecrets(world), token);
  if (!subject) return undefined;
  const { settings } = await loadCatalogue(world);
  const channel = subject.channel === 'sms' ? 'text message' : 'e-mail';
  return {
    brand: settings.brands.map(({ name }) => name).join(', '),
    topic: settings.topics[subject.topic]?.name ?? subject.topic,
    channel,
    ...(subject.cid === nobody && { proof: true as const }),
  };
}

/** Withdraws her consent to the topic of the link; twice is once. Resolves to what it stood for, or to nothing as above. */
export async function withdrawConsent(world: World, token: string): Promise<UnsubscribeSubject | undefined> {
  const subject = readUnsubscription(await loadSecrets(world), token);
  if (subject && subject.cid !== nobody)
    await withdraw(world, subject.cid, { ...subject, at: world.now(), evidence: { source: 'unsubscribe-link' } });
  return readUnsubscribeLink(world, token);
}
