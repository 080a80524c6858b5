import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent, SNSEvent, SQSEvent } from 'aws-lambda';
import type { Handler } from '../../lib/sandbox/lambda.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { World } from '../../lib/world.ts';

const shared = { errorImpact: 'none', access: {}, timeout: 10 };

/** A small program of the real shape: a stream that fills a queue, a queue that sends, a bus, a topic, a schedule and a route. */
export const smallWiring: Record<string, Wiring> = {
  planner: {
    ...shared,
    source: {
      stream: 'activities',
      filter: { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['order'] } } } },
      batchSize: 5,
      retries: 3,
      maxAgeHours: 6,
    },
  },
  sender: { ...shared, source: { queue: 'work', batchSize: 10, maxConcurrency: 4, tries: 3 } },
  feedback: { ...shared, source: { bus: 'default', pattern: { source: ['aws.ses'] } } },
  phone: { ...shared, source: { sns: 'texts' } },
  sweeper: { ...shared, source: { schedule: 'rate(1 minute)' } },
  web: {
    ...shared,
    source: {
      routes: [
        { method: 'POST', path: '/unsubscribe/{token}', signed: false },
        { method: 'POST', path: '/activities', signed: true },
      ],
    },
  },
};

/** What the functions did, in order. */
export type Log = { name: string; what: unknown }[];

export function smallFunctions(log: Log): (world: World) => Promise<Record<string, Handler>> {
  const handler =
    (handle: (event: never) => Promise<unknown>): Handler =>
    (event) =>
      handle(event);
  return async (world) => ({
    planner: handler(async (event: DynamoDBStreamEvent) => {
      const orders = event.Records.map(({ dynamodb }) => unmarshall(dynamodb?.NewImage as Parameters<typeof unmarshall>[0]));
      log.push({ name: 'planner', what: orders.map(({ pk }) => pk) });
      await world.enqueue(
        'work',
        orders.map(({ pk }, index) => ({ id: String(index), body: String(pk) })),
      );
    }),
    sender: handler(async (event: SQSEvent) => {
      for (const { body } of event.Records) {
        const to = JSON.parse(body);
        const raw = Buffer.from(`From: shop@linden.example\r\nTo: ${to}\r\nSubject: Thank you\r\n\r\nThanks.`);
        log.push({
          name: 'sender',
          what: await world.sendEmail({ from: 'shop@linden.example', to, raw, tags: { 'rapport-campaign': 'thanks' } }),
        });
      }
    }),
    feedback: handler(
      async (event: { detail: { eventType: string } }) => void log.push({ name: 'feedback', what: event.detail.eventType }),
    ),
    phone: handler(
      async ({ Records }: SNSEvent) => void log.push(...Records.map(({ Sns }) => ({ name: 'phone', what: JSON.parse(Sns.Message) }))),
    ),
    sweeper: handler(async (event: { time: string }) => {
      const due = (await Promise.all(Array.from({ length: 16 }, (_, shard) => world.table.due(shard, world.now(), 10)))).flat();
      log.push({ name: 'sweeper', what: [event.time, due.length] });
      for (const { key } of due) await world.table.write([{ delete: key }]);
    }),
    web: handler(async (event: { routeKey: string; pathParameters?: object; body?: string }) => {
      log.push({ name: 'web', what: [event.routeKey, event.pathParameters, event.body] });
      return { statusCode: 202, headers: { 'content-type': 'text/html' }, body: '<p>Done</p>' };
    }),
  });
}

export const order = (pk: string) => ({ put: { table: 'activities' as const, pk, sk: 'order', kind: 'order' } });
