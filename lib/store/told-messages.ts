import * as z from 'zod/mini';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { messagePrefix } from './keys.ts';

/** One message to a customer, as far as something is known of it. */
export interface ToldMessage {
  step: string;
  occurrence: string;
  plannedAt: Instant;
  /** `planned` = in an outbox, and no word of it yet. */
  state: 'planned' | 'held' | 'suppressed' | 'failed' | 'unknown' | 'sent';
  reason?: string;
  detail?: string;
  channel?: string;
  /** When this became known. */
  at?: Instant;
  /** held: when it is tried again. */
  dueAt?: Instant;
}

const text = z.optional(z.string());
const itemSchema = z.object({
  sk: z.string(),
  state: z.enum(['held', 'suppressed', 'failed', 'unknown', 'sent']),
  reason: text,
  detail: text,
  channel: text,
  at: z.optional(z.number()),
  dueAt: z.optional(z.number()),
});

/** The latest so many of a customer. */
const latest = 200;

/** Resolves to a function that lists the messages of one campaign to this customer, in the order in which they were planned. */
export async function toldMessages(world: World, cid: string): Promise<(campaign: string, enrollments: Enrollment[]) => ToldMessage[]> {
  const { items } = await world.table.query({ table: 'relations', pk: cid, prefix: messagePrefix, reverse: true, limit: latest });
  const told = items.map((item) => messageOf(itemSchema.parse(item)));
  return (campaign, enrollments) => {
    const known = told.filter((one) => one.campaign === campaign);
    const open = enrollments
      .filter((one) => one.campaign === campaign)
      .flatMap(({ outbox }) => outbox.flatMap((out) => (out.kind === 'message' ? [out] : [])))
      .map(({ id, plannedAt }) => ({ ...nameOf(id), plannedAt, state: 'planned' as const }))
      .filter((one) => !known.some(({ step, occurrence }) => step === one.step && occurrence === one.occurrence));
    return [...known, ...open].map(({ campaign: _, ...message }) => message).sort((a, b) => a.plannedAt - b.plannedAt);
  };
}

function messageOf({ sk, ...item }: z.infer<typeof itemSchema>): ToldMessage & { campaign: string } {
  const [, at = '', ...id] = sk.split('#');
  const known = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
  return { ...nameOf(id.join('#')), plannedAt: Date.parse(at), state: item.state, ...known };
}

/** campaign#occurrence#step; an occurrence holds no "#". */
function nameOf(id: string): { campaign: string; occurrence: string; step: string } {
  const [campaign = '', occurrence = '', step = ''] = id.split('#');
  return { campaign, occurrence, step };
}
