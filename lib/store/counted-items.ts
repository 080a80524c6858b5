import * as z from 'zod/mini';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import { bucketInName, type Counted, countsOfEnrollment, countsOfMessage } from '../core/measurement/counts-of.ts';
import type { Value } from '../world.ts';
import { fromJson } from './json.ts';
import { enrollmentPrefix, messagePrefix } from './keys.ts';

const at = z.optional(z.number());
const messageSchema = z.object({
  state: z.enum(['held', 'suppressed', 'failed', 'unknown', 'sent']),
  reason: z.optional(z.string()),
  channel: z.optional(z.enum(['email', 'sms'])),
  parts: z.optional(z.number()),
  cost: z.optional(z.number()),
  bucket: z.optional(z.string()),
  arms: z.optional(z.record(z.string(), z.string())),
  ...{ bouncedAt: at, rejectedAt: at, complainedAt: at, openedAt: at, clickedAt: at, respondedAt: at },
});

/** Only what would stop the count is looked at: the inside was written by this program. */
const enrollmentSchema = z.looseObject({ campaign: z.string(), enteredAt: z.number(), steps: z.record(z.string(), z.looseObject({})) });

/**
 * What an item of `relations` counts, as it stands, in its parts; none for what is not counted, and for an item that cannot be read:
 * whoever works with that says so.
 */
export function countsIn(item: { [attribute: string]: Value } | undefined): Counted[] {
  const sk = String(item?.sk);
  if (sk.startsWith(enrollmentPrefix)) {
    if (!enrollmentSchema.safeParse(item?.enrollment).success) return [];
    return countsOfEnrollment(fromJson<Enrollment>(item?.enrollment));
  }
  if (!sk.startsWith(messagePrefix)) return [];
  const [plannedAt = '', campaign = '', occurrence = '', step = ''] = sk.slice(messagePrefix.length).split('#');
  const known = messageSchema.safeParse(item);
  if (!known.success) return [];
  const { bucket = bucketInName(occurrence, Date.parse(plannedAt)), ...message } = known.data;
  return [{ ...countsOfMessage({ ...message, campaign, bucket, step }), occurrence }];
}
