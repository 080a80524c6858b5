import * as z from 'zod/mini';
import type { Enrollment } from '../core/enrollment/enrollment.ts';

/** Only the frame is checked: the inside was written by this program, in one place (`customers.ts`). */
const itemSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  enrollment: z.looseObject({
    campaign: z.string(),
    occurrence: z.string(),
    outbox: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  }),
});

/** An enrollment as it stands in the table or in its stream. Rejects what is none. */
export function enrollmentFromItem(item: Record<string, unknown>): { cid: string; sk: string; enrollment: Enrollment } {
  const { pk, sk, enrollment } = itemSchema.parse(item);
  return { cid: pk, sk, enrollment: enrollment as unknown as Enrollment };
}
