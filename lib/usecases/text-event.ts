import * as z from 'zod/mini';

const text = z.optional(z.nullable(z.string()));

/**
 * What AWS End User Messaging tells of a text that was sent: only what is used.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 */
const receiptSchema = z.object({
  eventType: z.string(),
  eventTimestamp: z.number(),
  /** Whether anything else will be told of this text. */
  isFinal: z._default(z.boolean(), false),
  destinationPhoneNumber: text,
  /** What the text was sent with. */
  context: z.optional(z.nullable(z.record(z.string(), z.string()))),
});
export type TextReceipt = z.infer<typeof receiptSchema>;

/** A text that came in. https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html */
const inboundSchema = z.object({
  originationNumber: z.string(),
  destinationNumber: text,
  messageBody: text,
  inboundMessageId: z.string().check(z.minLength(1)),
  /** The provider's id of the text that it answers. */
  previousPublishedMessageId: text,
});
export type InboundText = z.infer<typeof inboundSchema>;

export const textEventSchema = z.union([receiptSchema, inboundSchema]);
