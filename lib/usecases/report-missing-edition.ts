import type { MessageRecord } from '../store/messages.ts';
import type { World } from '../world.ts';
import { askToTell } from './ask-to-tell.ts';
import type { SendContext } from './send-context.ts';

/**
 * Nobody is sent anything in the place of an edition that was not published; the owner is told once for each run. Rejects when
 * the queue did not take it.
 */
export async function reportMissingEdition(
  world: World,
  { campaign, enrollment, intent }: Pick<SendContext, 'campaign' | 'enrollment' | 'intent'>,
): Promise<Omit<MessageRecord, 'at'>> {
  const { template } = intent.message;
  // A journey has an occurrence for each customer; the owner is told once for the edition.
  const occurrence = enrollment.run ?? '';
  await askToTell(world, { about: 'no-edition', campaign: campaign.id, version: campaign.version, template, occurrence });
  return { state: 'suppressed', reason: 'no-edition' };
}
