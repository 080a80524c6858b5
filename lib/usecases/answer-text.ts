import type { Evidence } from '../core/consent.ts';
import type { Settings } from '../core/definition/settings.ts';
import { readKeyword } from '../core/keywords.ts';
import type { ReplyKind } from '../core/text-replies.ts';
import { day, hour, type Instant } from '../core/time.ts';
import { loadAddress, normalAddress } from '../store/addresses.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { liftStop } from '../store/text-stops.ts';
import type { World } from '../world.ts';
import { planReply } from './plan-reply.ts';
import { recordReply } from './record-reply.ts';
import { recordResponse } from './record-response.ts';
import { stopTexts } from './stop-texts.ts';
import type { InboundText } from './text-event.ts';

export type TextOutcome = 'stopped' | 'helped' | 'started' | 'responded' | 'replied' | 'ignored';

/** Longer than any text that a telephone sends. */
const longestText = 2000;

/**
 * Hears a text that came in at `at`: words that end all texts, ask for help or ask for texts again, in this order; then words
 * of campaigns; and what is none of these is recorded as what she wrote. What she asks for is done before it is answered.
 */
export async function answerText(world: World, text: InboundText, at: Instant): Promise<TextOutcome> {
  const { settings } = await loadCatalogue(world);
  const phone = senderOf(text, settings);
  const body = (text.messageBody ?? '').trim().toWellFormed();
  if (phone === undefined || body === '' || body.length > longestText) return 'ignored';
  const { cids, suppression, started } = await loadAddress(world, 'sms', phone);
  const contacts = await Promise.all(cids.map((cid) => loadContact(world, cid)));
  const own = Object.values(settings.languages).flatMap(({ optOut }) => optOut);
  const spoken = contacts.flatMap((contact) => contact?.language ?? []);
  const china = phone.startsWith('+86') || spoken.some((language) => language.startsWith('zh'));
  const keyword = readKeyword(body, { own, china });
  const id = text.inboundMessageId;
  // A yes long after our answer to STOP is one to something else.
  const isStopped = [suppression, ...contacts.map((contact) => contact?.suppressed.sms)].some(
    (each) => each?.reason === 'stop' && at - each.at < day,
  );
  const evidence: Evidence = { source: 'text-message', proof: `text ${id}: ${keyword?.word ?? ''}` };
  const language = spoken[0] ?? keyword?.language;
  const answer = (kind: ReplyKind, as: string | number) =>
    planReply(world, settings, { kind, as, at, language, to: phone, from: text.destinationNumber ?? undefined, cids });

  if (keyword?.meaning === 'stop') {
    if (await stopTexts(world, { phone, at, evidence })) await answer('stop', at);
    return 'stopped';
  }
  if (keyword?.meaning === 'help') {
    await answer('help', Math.floor(at / hour));
    return 'helped';
  }
  const asksAgain = keyword?.meaning === 'start' || (keyword?.meaning === 'yes' && (isStopped || started?.id === id));
  if (asksAgain && (await liftStop(world, { phone, id, at, evidence }))) {
    await answer('start', at);
    return 'started';
  }
  for (const word of new Set([body, body.split(/\s+/)[0] ?? '']))
    if (!('refused' in (await recordResponse(world, { phone, keyword: word }, at)))) return 'responded';
  const reply = { id, text: body, at, answers: text.previousPublishedMessageId ?? undefined };
  return (await recordReply(world, cids, reply)) > 0 ? 'replied' : 'ignored';
}

/** The number that wrote, unless it is no telephone's or one of our own. */
function senderOf({ originationNumber, destinationNumber }: InboundText, { brands }: Settings): string | undefined {
  const [digits] = /^\+?[1-9]\d{6,14}$/.exec(originationNumber.trim()) ?? [];
  if (digits === undefined) return undefined;
  const phone = `+${digits.replace('+', '')}`;
  const ours = [destinationNumber ?? '', ...brands.map(({ sms }) => sms?.sender ?? '')];
  return ours.some((number) => normalAddress('sms', number) === phone) ? undefined : phone;
}
