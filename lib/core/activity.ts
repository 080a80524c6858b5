import * as z from 'zod';

/** The years that an activity may carry: earlier or later is a mistake of the sender, never a fact about a customer. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** Money: integer minor units (cents, pence, yen) and an ISO 4217 code. */
export const moneySchema = z.strictObject({
  amount: z.int().describe('integer minor units: 1299 is 12.99 GBP, 1299 JPY'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters such as "GBP"'),
});
export type Money = z.infer<typeof moneySchema>;

/**
 * What a customer did, as the shop's systems tell it. `id` is the sender's own: the same `type` and `id` again is the same activity.
 * `data` is checked against `campaigns/data.json`; `live: false` marks history, which builds the record and sends nothing.
 */
export const activitySchema = z.strictObject({
  id: z.string().min(1).max(128),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'a type is two kebab-case words with a dot, such as "order.placed"')
    .max(64),
  customer: z.string().trim().min(1).max(128).describe("the shop's own id of the customer"),
  occurredAt: z.iso
    .datetime({ offset: true, message: 'an instant with its offset, such as "2026-11-21T09:30:00Z"' })
    .transform((text) => Date.parse(text))
    .refine((at) => at >= earliest && at < latest, 'must lie between 1970 and 2100')
    .describe('when it happened, ISO 8601 with offset'),
  data: z.record(z.string(), z.json()).default({}),
});
/** With `occurredAt` as an instant. */
export type Activity = z.infer<typeof activitySchema>;
/** As it is submitted. */
export type ActivityInput = z.input<typeof activitySchema>;

/** An activity as it is kept: the instant is a number already. */
export const storedActivitySchema = activitySchema.extend({ occurredAt: z.number().int() });
