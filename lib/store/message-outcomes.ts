import * as z from 'zod/mini';
import type { PlannedMessage } from '../core/enrollment/enrollment.ts';
import { count, emptyTally, type Tally } from '../core/run-totals.ts';
import type { Item, World } from '../world.ts';
import { keys } from './keys.ts';

const itemSchema = z.object({
  state: z.enum(['held', 'suppressed', 'failed', 'unknown', 'sent']),
  reason: z.optional(z.string()),
});

/** What became of one message to each of these customers; `open` of whom there is no record. */
export async function tallyMessages(world: World, cids: string[], message: Pick<PlannedMessage, 'id' | 'plannedAt'>): Promise<Tally> {
  const tally = emptyTally();
  for (const item of await Promise.all(cids.map((cid) => world.table.get(keys.message(cid, message))))) countMessage(tally, item);
  return tally;
}

/** Adds what the item of a message says. */
export function countMessage(tally: Tally, item: Item | undefined): void {
  const known = item && itemSchema.parse(item);
  count(tally, known ? [known.state, known.reason] : ['open']);
}
