import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type FunctionName, wiring } from '../wiring.ts';
import type { Source, Wiring } from '../wiring-shape.ts';
import { type QueueName, queueNames } from '../world.ts';
import { acknowledge } from './acknowledge.ts';

type Consumer = { timeout: number; source: Extract<Source, { queue: string }> };

const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
const longest = Duration.days(14);

/**
 * Each consumed queue has a dead-letter queue of its own, so that its messages can be moved back to where they came from.
 * Everything else that failed for good (records of streams, events, what a handler parked) waits in `dead-letters`.
 */
export class TaskQueues extends Construct {
  readonly byName: Record<QueueName, Queue>;
  /** Every queue in which work waits that nobody will try again by itself. */
  readonly deadLetters: Queue[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.byName = Object.fromEntries(queueNames.map((name) => [name, this.queue(name)])) as Record<QueueName, Queue>;
  }

  private queue(name: QueueName): Queue {
    const consumer = consumerOf(name);
    if (!consumer) return this.deadLetterQueue(name);
    return new Queue(this, name, {
      ...secure,
      retentionPeriod: longest,
      // AWS's advice: six times the function's timeout, so that a message in work is not handed out again.
      visibilityTimeout: Duration.seconds(6 * consumer.timeout),
      deadLetterQueue: { queue: this.deadLetterQueue(`${name}-dead`), maxReceiveCount: consumer.source.tries },
    });
  }

  private deadLetterQueue(id: string): Queue {
    const queue = new Queue(this, id, { ...secure, retentionPeriod: longest });
    acknowledge(queue, 'this is a dead-letter queue: an alarm calls a person, who looks and moves the messages back', [
      'AwsSolutions-SQS3',
      'Serverless-SQSRedrivePolicy',
    ]);
    this.deadLetters.push(queue);
    return queue;
  }
}

function consumerOf(queue: QueueName): Consumer | undefined {
  const entries: Wiring[] = (Object.keys(wiring) as FunctionName[]).map((name) => wiring[name]);
  for (const { source, timeout } of entries) if ('queue' in source && source.queue === queue) return { source, timeout };
  return undefined;
}
