import * as z from 'zod/mini';
import type { Instant } from '../core/time.ts';

const text = z.nullish(z.string());
const timestamp = text;
const recipients = z._default(z.array(z.object({ emailAddress: text, action: text, status: text })), []);

/**
 * What SES tells, by EventBridge (as `detail`) and by SNS (as the message) alike: only what is used, and nothing of it is
 * certain to be there but the type. Tags come as lists; what does not apply may be null.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const deliveryEventSchema = z.object({
  /** Send, Delivery, Bounce, Complaint, Reject, Open, Click, "Rendering Failure", DeliveryDelay or Subscription. */
  eventType: z.string(),
  mail: z.object({
    timestamp,
    tags: z._default(z.record(z.string(), z.array(z.string())), {}),
    /** Each message of ours has one recipient. */
    destination: z._default(z.array(z.string()), []),
  }),
  delivery: z.nullish(z.object({ timestamp })),
  bounce: z.nullish(z.object({ bounceType: z.string(), bounceSubType: text, bouncedRecipients: recipients, timestamp })),
  complaint: z.nullish(z.object({ complaintSubType: text, complaintFeedbackType: text, timestamp })),
  open: z.nullish(z.object({ userAgent: text, timestamp })),
  click: z.nullish(z.object({ userAgent: text, link: text, timestamp })),
  deliveryDelay: z.nullish(z.object({ delayType: text, timestamp })),
  subscription: z.nullish(
    z.object({
      newTopicPreferences: z.nullish(
        z.object({
          unsubscribeAll: z.nullish(z.boolean()),
          topicSubscriptionStatus: z.nullish(z.array(z.object({ subscriptionStatus: text }))),
        }),
      ),
      timestamp,
    }),
  ),
});
export type DeliveryEvent = z.infer<typeof deliveryEventSchema>;

/** Mailbox providers tell by a "complaint" of this kind that somebody took a mail out of the junk. */
export const notSpam = 'not-spam';
/** SES did not even try: the address bounced, or complained, before, and stands on the account's own list. */
export const onSuppressionList = 'OnAccountSuppressionList';

/** An instant as SES writes it; undefined when there is none. */
export function instantOf(told: string | null | undefined): Instant | undefined {
  const at = Date.parse(told ?? '');
  return Number.isNaN(at) ? undefined : at;
}
