import { randomUUID } from 'node:crypto';
import type { SNSEvent } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import type { TopicName, Wiring } from '../wiring-shape.ts';

export interface Topics {
  /** Hands a message to every function that the wiring subscribes. */
  publish(topic: TopicName, message: object): void;
}

/** Topics of SNS; `deliver` must be durable: it is called once for each subscriber with the event as Lambda gets it. */
export function openTopics(wired: Record<string, Wiring>, now: () => Instant, deliver: (name: string, event: SNSEvent) => void): Topics {
  return {
    publish(topic, message) {
      for (const [name, { source }] of Object.entries(wired))
        if ('sns' in source && source.sns === topic) deliver(name, topicEvent(topic, JSON.stringify(message), now()));
    },
  };
}

/** What Lambda gets from SNS. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function topicEvent(topic: TopicName, message: string, at: Instant): SNSEvent {
  const arn = `arn:aws:sns:eu-west-1:000000000000:${topic}`;
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${arn}:${randomUUID()}`,
        EventSource: 'aws:sns',
        Sns: {
          Type: 'Notification',
          MessageId: randomUUID(),
          TopicArn: arn,
          Subject: '',
          Message: message,
          Timestamp: new Date(at).toISOString(),
          SignatureVersion: '1',
          Signature: 'sandbox',
          SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/sandbox.pem',
          UnsubscribeUrl: 'https://sns.eu-west-1.amazonaws.com/',
          MessageAttributes: {},
        },
      },
    ],
  };
}
