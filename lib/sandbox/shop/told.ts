import type { ActivityInput } from '../../core/activity.ts';
import type { Instant } from '../../core/time.ts';

export type Data = NonNullable<ActivityInput['data']>;

/** Something that a customer of the built-in shop did, as the shop's systems tell it. */
export function told(customer: string, type: string, { id, at, data }: { id: string; at: Instant; data: Data }): ActivityInput {
  return { id, type, customer, occurredAt: new Date(at).toISOString(), data };
}
