import { day } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type ConfirmationLink, readConfirmation } from '../store/confirmation-tokens.ts';
import { loadStanding } from '../store/confirmations.ts';
import { saveContact } from '../store/contacts.ts';
import { readSigned } from '../store/secrets.ts';
import type { ConfirmSubject } from '../templates/confirm-page.ts';
import type { World } from '../world.ts';
import { namesOf, pageReader } from './page-reader.ts';
import { textIn, topicName } from './topic-names.ts';

const worksFor = 30 * day;

/** What the link of a confirmation stands for; nothing when this installation never made it. `accepts`: the languages of her browser. Changes nothing. */
export async function readConfirmLink(world: World, token: string, accepts: string[]): Promise<ConfirmSubject | undefined> {
  const link = await readSigned(world, (secrets) => readConfirmation(secrets, token));
  return link && subjectOf(world, link, accepts);
}

/**
 * Her second yes: gives the consent of the link. Again is the same. What she said since the mail was written stands: so the
 * consent counts from that moment, and an old link brings back nothing that she has withdrawn; its record is of now. Resolves as above.
 */
export async function confirmConsent(world: World, token: string, accepts: string[]): Promise<ConfirmSubject | undefined> {
  const link = await readSigned(world, (secrets) => readConfirmation(secrets, token));
  if (!link) return undefined;
  if ((await stateOf(world, link)) === 'asked') {
    const { cid, topic, wording, issuedAt } = link;
    const [issued, pressed] = [issuedAt, world.now()].map((at) => new Date(at).toISOString());
    const proof = `link of ${issued} in a mail to her address, pressed ${pressed}`;
    const evidence = { source: 'confirmation-link' as const, ...(wording && { wording }), proof };
    await saveContact(world, cid, { consent: { email: { [topic]: true } }, at: issuedAt, saidAt: world.now(), evidence });
  }
  return subjectOf(world, link, accepts);
}

async function subjectOf(world: World, link: ConfirmationLink, accepts: string[]): Promise<ConfirmSubject> {
  const { settings } = await loadCatalogue(world);
  const reader = await pageReader(world, { cid: link.cid, accepts });
  const { language } = reader.words;
  const words = settings.topics[link.topic]?.wording;
  return {
    ...reader,
    senders: namesOf(settings.brands, language),
    topic: topicName(settings, link.topic, [language, settings.brands[0]?.languages[0]]),
    // Other words than those of the mail were never put to her.
    wording: words?.version === link.wording ? textIn(words.text, [language, ...accepts])?.text : undefined,
    state: await stateOf(world, link),
  };
}

async function stateOf(world: World, link: ConfirmationLink): Promise<ConfirmSubject['state']> {
  const standing = await loadStanding(world, link);
  if (standing === 'given') return 'confirmed';
  return standing === 'open' && isYoung(world, link) ? 'asked' : 'late';
}

function isYoung(world: World, { issuedAt }: ConfirmationLink): boolean {
  return world.now() - issuedAt < worksFor;
}
