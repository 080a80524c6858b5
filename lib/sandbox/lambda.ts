import { createHash } from 'node:crypto';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, ScheduledEvent, SQSEvent } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import type { Received } from './queue.ts';

/** What `create(world)` of a function file makes. */
export type Handler = (event: never, context: Context) => Promise<unknown>;

export interface Invocations {
  /** Resolves to what the handler returned; rejects when it threw or ran out of time. */
  invoke(name: string, event: object): Promise<unknown>;
  counts(): Record<string, { invoked: number; failed: number }>;
}

export interface InvocationOptions {
  handlers: Record<string, Handler>;
  /** Seconds, by function. */
  timeouts: Record<string, number>;
  /** Told of every invocation that failed; the sandbox goes on. */
  onFailure(name: string, error: unknown): void;
}

/** Calls handlers as the Lambda service does: with a context, a time limit, and nothing shared. */
export function openInvocations({ handlers, timeouts, onFailure }: InvocationOptions): Invocations {
  const counts: Record<string, { invoked: number; failed: number }> = {};
  return {
    async invoke(name, event) {
      counts[name] ??= { invoked: 0, failed: 0 };
      const count = counts[name];
      count.invoked += 1;
      try {
        const handler = handlers[name];
        if (!handler) throw new Error(`there is no handler for "${name}": functions/${name}.ts must export create(world)`);
        return await withinTime(name, timeouts[name] ?? 60, (context) => handler(structuredClone(event) as never, context));
      } catch (error) {
        count.failed += 1;
        onFailure(name, error);
        throw error;
      }
    },
    counts: () => structuredClone(counts),
  };
}

async function withinTime(name: string, seconds: number, run: (context: Context) => Promise<unknown>): Promise<unknown> {
  const endsAt = performance.now() + seconds * 1000;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Task timed out after ${seconds} seconds`)), seconds * 1000);
  try {
    return await Promise.race([run(contextOf(name, endsAt)), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(name: string, endsAt: number): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: '512',
    awsRequestId: crypto.randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

export const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

export const streamEvent = (records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records: records });

/** The same of a stream that is read in windows. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html */
export function windowEvent(records: DynamoDBRecord[], shardId: string) {
  return { ...streamEvent(records), shardId, state: {}, isFinalInvokeForWindow: false, isWindowTerminatedEarly: false };
}

export function queueEvent(queue: string, messages: Received[]): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
        SenderId: 'sandbox',
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(message.body, 'utf8').digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-1:000000000000:${queue}`,
      awsRegion: 'eu-west-1',
    })),
  };
}

export function scheduledEvent(name: string, at: Instant): ScheduledEvent<Record<string, never>> {
  return {
    id: crypto.randomUUID(),
    version: '0',
    account: '000000000000',
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region: 'eu-west-1',
    resources: [`arn:aws:events:eu-west-1:000000000000:rule/${name}`],
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    detail: {},
  };
}
