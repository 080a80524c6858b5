import type { Instant } from '../../lib/core/time.ts';

/** The event with which SNS calls a function. */
export function topicEvent(message: object, at: Instant): object {
  const sns = { Type: 'Notification', MessageId: String(at), Timestamp: new Date(at).toISOString(), Message: JSON.stringify(message) };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: 'arn:aws:sns:memory', Sns: sns }] };
}
