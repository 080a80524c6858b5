import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import { messagePrefix } from '../../lib/store/keys.ts';
import { messageTags } from '../../lib/store/message-tags.ts';
import { scanItems } from '../../lib/store/read-items.ts';

/** What the mailbox and the records say of each message to a customer: both sides must agree. */
export interface OpenBooks {
  /** Messages that the provider accepted. */
  accepted: number;
  /** Keys of messages that it accepted more than once: never. */
  twice: string[];
  /** Accepted, and the record does not say "sent" or "unknown": never. */
  unrecorded: string[];
  /** Recorded as sent, and the provider knows nothing of it: never. */
  imagined: string[];
  states: Record<string, number>;
}

export async function openBooks({ mailbox, world }: Sandbox): Promise<OpenBooks> {
  const accepted = new Map<string, number>();
  const page = 1000;
  for (let offset = 0; ; offset += page) {
    const { messages, total } = mailbox.find({}, { offset, limit: page });
    for (const { customer, tags } of messages) {
      const sk = Buffer.from(tags[messageTags.message] ?? '', 'base64url').toString('utf8');
      if (sk.startsWith(messagePrefix)) accepted.set(`${customer} ${sk}`, (accepted.get(`${customer} ${sk}`) ?? 0) + 1);
    }
    if (offset + page >= total) break;
  }
  const states: Record<string, number> = {};
  const known = new Map<string, string>();
  for await (const { pk, sk, state, reason } of scanItems(world, 'relations')) {
    if (!sk.startsWith(messagePrefix)) continue;
    const name = reason === undefined ? String(state) : `${state} ${reason}`;
    states[name] = (states[name] ?? 0) + 1;
    known.set(`${pk} ${sk}`, String(state));
  }
  return {
    accepted: accepted.size,
    twice: [...accepted].filter(([, times]) => times > 1).map(([key]) => key),
    unrecorded: [...accepted.keys()].filter((key) => !['sent', 'unknown'].includes(known.get(key) ?? '')),
    imagined: [...known].filter(([key, state]) => state === 'sent' && !accepted.has(key)).map(([key]) => key),
    states,
  };
}
