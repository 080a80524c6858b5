import { addDuration, type Instant, instantText, subtractDuration } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type DrawnCode, findCode, hasEnded } from '../store/coupons.ts';
import { loadRecipient } from '../store/places.ts';
import { readResponseCode } from '../store/response-codes.ts';
import { readSigned } from '../store/secrets.ts';
import { latestMessage, type SentMessage } from '../store/sent-messages.ts';
import type { World } from '../world.ts';

/** The message that is answered, by whom, and by which code as it was printed; or a sentence that says why none is. */
export type Answered =
  | (Omit<SentMessage, 'plannedAt' | 'step'> & { cid: string; step?: string; code?: string })
  | { refused: string; late?: true };

/** What an answer by a personal or drawn code, given at `at`, belongs to; or why it belongs to nothing. */
export async function answeredByCode(world: World, code: string, at: Instant): Promise<Answered> {
  const place = await readSigned(world, (secrets) => readResponseCode(secrets, code));
  const drawn = place === undefined ? await findCode(world, code) : undefined;
  if (drawn) return byDrawnCode(drawn, at);
  const recipient = place === undefined ? undefined : await loadRecipient(world, place);
  if (!recipient) return { refused: 'this is not one of the personal codes; please check it digit by digit' };
  const { run, cid, dueAt } = recipient;
  const { campaign } = await (await loadCatalogue(world)).version(run.campaign, run.version);
  const { response } = campaign;
  if (!response?.by.includes('code')) return { refused: `campaign "${campaign.id}" takes no codes` };
  const { occurrence } = run;
  const message = await latestMessage(world, cid, {
    campaign: campaign.id,
    occurrence,
    since: subtractDuration(at, response.within, campaign.zone),
  });
  const until = addDuration(dueAt, response.within, campaign.zone);
  if (!message && at > until)
    return { refused: `this code counted until ${instantText(until, campaign.zone)} ${campaign.zone}`, late: true };
  return { cid, campaign: campaign.id, occurrence, ...(message && { step: message.step }) };
}

/** It answers the campaign that gave it, also one that asks for no codes. */
function byDrawnCode(drawn: DrawnCode, at: Instant): Answered {
  if (!drawn.answers) return { refused: 'this code was bought with points, so it answers no campaign' };
  if (hasEnded(drawn, at)) return { refused: `this code counted until ${instantText(drawn.expiresAt ?? at, 'UTC')} UTC`, late: true };
  return { cid: drawn.cid, code: drawn.code, ...drawn.answers };
}
