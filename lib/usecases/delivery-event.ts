import * as z from 'zod/mini';

const timestamp = z.optional(z.string());

/** SES events as EventBridge carries them: only what is used. Tags come back as lists. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
export const deliveryEventSchema = z.object({
  eventType: z.string(),
  mail: z.object({
    tags: z._default(z.record(z.string(), z.array(z.string())), {}),
    /** Each message of ours has one recipient. */
    destination: z._default(z.array(z.string()), []),
  }),
  bounce: z.optional(z.object({ bounceType: z.string(), timestamp })),
  delivery: z.optional(z.object({ timestamp })),
  open: z.optional(z.object({ timestamp })),
  click: z.optional(z.object({ timestamp, link: z.optional(z.string()) })),
  complaint: z.optional(z.object({ timestamp })),
});
export type DeliveryEvent = z.infer<typeof deliveryEventSchema>;
