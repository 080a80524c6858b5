import { placeOf } from '../core/measurement/counts-of.ts';
import { loadContact } from '../store/contacts.ts';
import { runKeys } from '../store/keys.ts';
import { type MessageRecord, recordMessage } from '../store/messages.ts';
import type { World } from '../world.ts';
import type { SendContext } from './send-context.ts';

export type Outcome = Omit<MessageRecord, 'at'>;

/**
 * Writes an outcome down, unless something higher is known. Of a customer who was erased only for the books of a run that are
 * still open: the name of any other message may be that of an order.
 */
export async function recordOutcome(
  world: World,
  { intent, enrollment }: Pick<SendContext, 'intent'> & Partial<Pick<SendContext, 'enrollment'>>,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.reason === 'erased' && ('enrollment' in intent || (await isRunClosed(world, intent)))) return outcome;
  await recordMessage(world, intent, { ...outcome, ...(enrollment && placeOf(intent.message, enrollment)), at: world.now() });
  return outcome;
}

async function isRunClosed(world: World, { message }: SendContext['intent']): Promise<boolean> {
  const [campaign = '', occurrence = ''] = message.id.split('#');
  return (await world.table.get(runKeys.run({ campaign, occurrence })))?.status === 'closed';
}

/** Settles a message that points at what was never there, or went when the customer was erased. */
export async function settleHollow(world: World, intent: SendContext['intent']): Promise<Outcome> {
  const erased = (await loadContact(world, intent.cid))?.erasedAt !== undefined;
  return recordOutcome(
    world,
    { intent },
    erased ? { state: 'suppressed', reason: 'erased' } : { state: 'failed', reason: 'nothing-to-send' },
  );
}
