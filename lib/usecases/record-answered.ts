import type { Profile } from '../core/customer.ts';
import type { Instant } from '../core/time.ts';
import { putActivity } from '../store/activities.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import { printedCode } from '../store/response-codes.ts';
import { noteResponse } from '../store/sent-messages.ts';
import type { World } from '../world.ts';
import type { Answered } from './code-answer.ts';

/** `again`: an answer of hers to this occurrence of the campaign was recorded before; one counts. */
export type Response = { campaign: string; occurrence: string; customer: string; again: boolean } | { refused: string; late?: true };

/** How she answered, and when; `code` as she typed it. */
export type Way = { at: Instant } & ({ by: 'code'; code: string } | { by: 'link' | 'keyword' });

/**
 * Records that a customer answered a campaign, once for each occurrence, as her activity `campaign.responded`: whatever
 * waits for it goes on from there. Resolves to a sentence when nothing was answered in time.
 */
export async function recordAnswered(world: World, answered: Answered, way: Way): Promise<Response> {
  if ('refused' in answered) return answered;
  const { cid, campaign, occurrence, step, code } = answered;
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return { refused: 'this customer is not known any more' };
  const customer = fromJson<Profile>(item.profile).id;
  const recorded = await putActivity(world, {
    id: contentHash(['response', campaign, occurrence]),
    type: 'campaign.responded',
    customer,
    occurredAt: way.at,
    data: {
      ...{ campaign, occurrence, by: way.by },
      ...(step !== undefined && { step }),
      ...(way.by === 'code' && { code: code ?? printedCode(way.code) }),
    },
  });
  await noteResponse(world, cid, { campaign, occurrence, at: way.at });
  // Another answer has another time or way, and the same id.
  return { campaign, occurrence, customer, again: recorded !== 'new' };
}
