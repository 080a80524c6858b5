import { expect, it } from 'vitest';
import type { Claim } from '../../lib/core/contact.ts';
import type { PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { type MessageState, recordMessage } from '../../lib/store/messages.ts';
import { claimedBefore } from '../../lib/usecases/claimed-before.ts';
import type { SendContext } from '../../lib/usecases/send-context.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const minute = 60_000;
const message: PlannedMessage = {
  ...{ kind: 'message', id: 'thanks#o1#hello', step: 'hello', template: 'hello', topic: 'service', by: ['email'], priority: 70 },
  ...{ plannedAt: noon, expiresAt: noon + 60 * minute },
};
const intent = { cid: 'ann', enrollment: 'ENR#thanks#o1', message };
const claim: Claim = { channel: 'email', topic: 'service', at: noon, priority: 70, nonce: 'n', expiresAt: message.expiresAt };

async function find(known: MessageState | undefined, after: number) {
  const world = memoryWorld({ now: () => noon + after, publicUrl: 'https://shop.example' });
  if (known) await recordMessage(world, intent, { state: known, at: noon, ...(known === 'held' && { dueAt: noon + minute }) });
  return claimedBefore(world, { intent } as SendContext, claim);
}

it.each(['sent', 'unknown'] as const)('a message that is claimed and %s is settled', async (known) => {
  expect(await find(known, minute)).toEqual({ record: { state: known } });
});

it.each([undefined, 'held', 'suppressed', 'failed'] as const)(
  'a message that is claimed, and of which another copy wrote %s, may have gone out',
  async (known) => {
    await expect(find(known, minute)).rejects.toThrow('is being sent by another attempt');
    expect(await find(known, 2 * minute)).toEqual({ record: { state: 'unknown', reason: 'interrupted' } });
  },
);
