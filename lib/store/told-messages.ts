import * as z from 'zod/mini';
import type { RecordedMessage } from '../core/explanation-record.ts';
import type { Item } from '../world.ts';

const text = z.optional(z.string());
const instant = z.optional(z.number());
const itemSchema = z.object({
  sk: z.string(),
  state: z.enum(['held', 'suppressed', 'failed', 'unknown', 'sent']),
  reason: text,
  detail: text,
  channel: text,
  at: instant,
  dueAt: instant,
});

/** "bouncedAt": what the provider, or she, told of a message. */
const fact = /^(delivered|bounced|rejected|complained|opened|clicked)At$/;

/** What the item of a message tells of it. */
export function messageOf(item: Item): RecordedMessage {
  const { sk, state, ...rest } = itemSchema.parse(item);
  const [, plannedAt = '', campaign = '', occurrence = '', step = ''] = sk.split('#');
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const facts = Object.entries(item).flatMap(([name, at]) => {
    const [, told] = fact.exec(name) ?? [];
    return told !== undefined && typeof at === 'number' ? [[told, at] as const] : [];
  });
  return { campaign, occurrence, step, plannedAt: Date.parse(plannedAt), state, ...known, facts: Object.fromEntries(facts) };
}
