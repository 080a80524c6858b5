import type { Profile } from '../core/customer.ts';
import { day, type Instant } from '../core/time.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import { latestText, type SentMessage } from '../store/sent-messages.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';

/** An answer belongs to a text that is no older. */
const answeredWithin = 30 * day;

export interface Reply {
  /** The provider's id of her text. */
  id: string;
  text: string;
  at: Instant;
  /** The provider's id of the text that it answers, where it tells one. */
  answers: string | undefined;
}

/**
 * Records what she wrote as her activity `sms.replied`, with the text of ours that it answers: whatever waits for it goes on
 * from there. Of several who share the number it is she who was written to last; where nobody was, all of them.
 * Resolves to how many it was recorded for.
 */
export async function recordReply(world: World, cids: string[], reply: Reply): Promise<number> {
  const since = reply.at - answeredWithin;
  const known = await Promise.all(
    cids.map(async (cid) => ({ cid, sent: await latestText(world, cid, { since, until: reply.at, providerId: reply.answers }) })),
  );
  const [latest] = known.filter(({ sent }) => sent !== undefined).sort((a, b) => Number(b.sent?.plannedAt) - Number(a.sent?.plannedAt));
  let recorded = 0;
  for (const { cid, sent } of latest ? [latest] : known) if (await recordFor(world, { cid, sent }, reply)) recorded++;
  return recorded;
}

async function recordFor(
  world: World,
  { cid, sent }: { cid: string; sent: SentMessage | undefined },
  { id, text, at }: Reply,
): Promise<boolean> {
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return false;
  await recordActivity(world, {
    id: contentHash(['reply', id]),
    type: 'sms.replied',
    customer: fromJson<Profile>(item.profile).id,
    occurredAt: at,
    data: { text, ...(sent && { campaign: sent.campaign, occurrence: sent.occurrence, step: sent.step }) },
  });
  return true;
}
