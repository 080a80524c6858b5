import type { Instant } from '../core/time.ts';
import type { Item, World } from '../world.ts';
import { keys, messagePrefix } from './keys.ts';

/** A message that went out to a customer. */
export interface SentMessage {
  campaign: string;
  occurrence: string;
  step: string;
  plannedAt: Instant;
}

const perPage = 50;

/** The latest message of a campaign, or of one occurrence of it, that went out to a customer and was planned at `since` or later. */
export async function latestMessage(
  world: World,
  cid: string,
  { campaign, occurrence, since }: { campaign: string; occurrence?: string; since: Instant },
): Promise<SentMessage | undefined> {
  let after: string | undefined;
  do {
    const page = await world.table.query({
      table: 'relations',
      pk: cid,
      prefix: messagePrefix,
      reverse: true,
      limit: perPage,
      ...(after !== undefined && { after }),
    });
    const messages = page.items.flatMap((item) => sentMessage(item) ?? []);
    const found = messages.find((each) => each.campaign === campaign && (occurrence === undefined || each.occurrence === occurrence));
    if (found) return found.plannedAt >= since ? found : undefined;
    const earliest = page.items.at(-1)?.sk.slice(messagePrefix.length) ?? '';
    after = earliest < new Date(since).toISOString() ? undefined : page.next;
  } while (after !== undefined);
  return undefined;
}

/** Notes with the latest message of an occurrence that it was answered; the first answer stays. */
export async function noteResponse(
  world: World,
  cid: string,
  { at, ...of }: { campaign: string; occurrence: string; at: Instant },
): Promise<void> {
  const message = await latestMessage(world, cid, { ...of, since: 0 });
  if (!message) return;
  const { campaign, occurrence, step, plannedAt } = message;
  const update = keys.message(cid, { id: `${campaign}#${occurrence}#${step}`, plannedAt });
  await world.table.write([{ update, set: [[['respondedAt'], at]], if: { all: [{ present: ['pk'] }, { absent: ['respondedAt'] }] } }]);
}

/**
 * The latest text that went out to a customer and was planned between these instants, among her latest messages; the one
 * with this id of the provider before any other.
 */
export async function latestText(
  world: World,
  cid: string,
  { since, until, providerId }: { since: Instant; until: Instant; providerId: string | undefined },
): Promise<SentMessage | undefined> {
  const { items } = await world.table.query({ table: 'relations', pk: cid, prefix: messagePrefix, reverse: true, limit: perPage });
  const texts = items.filter(({ channel }) => channel === 'sms');
  const named = texts.filter((item) => providerId !== undefined && item.providerId === providerId);
  return [...named, ...texts].flatMap((item) => sentMessage(item) ?? []).find(({ plannedAt }) => plannedAt >= since && plannedAt <= until);
}

function sentMessage({ sk, state }: Item): SentMessage | undefined {
  if (state !== 'sent' && state !== 'unknown') return undefined;
  const [, plannedAt = '', campaign = '', occurrence = '', step = ''] = sk.split('#');
  return { campaign, occurrence, step, plannedAt: Date.parse(plannedAt) };
}
