import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact, withdrawThere } from '../store/contacts.ts';
import { readSigned } from '../store/secrets.ts';
import { keyOf, linkProof, nobody, readUnsubscription, signPreferences } from '../store/tokens.ts';
import type { UnsubscribeSubject } from '../templates/unsubscribe-page.ts';
import type { World } from '../world.ts';
import { namesOf, pageReader } from './page-reader.ts';
import { topicName } from './topic-names.ts';

/** What an unsubscribe link stands for; nothing when this installation never made it. `accepts`: the languages of her browser. Changes nothing. */
export async function readUnsubscribeLink(world: World, token: string, accepts: string[]): Promise<UnsubscribeSubject | undefined> {
  const read = await readSigned(world, (secrets) => {
    const link = readUnsubscription(secrets, token);
    return link && { link, preferences: signPreferences(keyOf(secrets, token), link) };
  });
  if (!read) return undefined;
  const { link: subject, preferences } = read;
  const { settings } = await loadCatalogue(world);
  const reader = await pageReader(world, { ...subject, accepts });
  const contact = subject.cid === nobody ? undefined : await loadContact(world, subject.cid);
  return {
    ...reader,
    senders: namesOf(settings.brands, reader.words.language),
    topic: topicName(settings, subject.topic, [reader.words.language, settings.brands[0]?.languages[0]]),
    channel: subject.channel,
    done: contact?.consent[subject.channel]?.[subject.topic] === false,
    preferencesUrl: `${world.publicUrl}/preferences/${preferences}`,
  };
}

/** Withdraws her consent to the topic of the link, and that of whoever else has her address; twice is once. Resolves to what it stood for, or to nothing as above. */
export async function withdrawConsent(world: World, token: string, accepts: string[]): Promise<UnsubscribeSubject | undefined> {
  const subject = await readSigned(world, (secrets) => readUnsubscription(secrets, token));
  if (subject && subject.cid !== nobody)
    await withdrawThere(world, subject.cid, {
      ...subject,
      at: world.now(),
      evidence: { source: 'unsubscribe-link', proof: linkProof(token) },
    });
  return readUnsubscribeLink(world, token, accepts);
}
