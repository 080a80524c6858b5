import { type Delivery, heldOutEntries, recordedMessages, unsentRecipients } from '../store/deliveries.ts';
import { scanItems } from '../store/read-items.ts';
import type { World } from '../world.ts';

/**
 * Every message that was meant to go out, with what became of it, and everybody who was held out: the left and the right
 * side of the closing equation, row by row. In no order, in constant memory.
 */
export async function* listDeliveries(world: World): AsyncGenerator<Delivery> {
  for await (const item of scanItems(world, 'relations')) yield* [...recordedMessages(item), ...heldOutEntries(item)];
  for await (const item of scanItems(world, 'control')) yield* await unsentRecipients(world, item);
}
