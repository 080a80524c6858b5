import type { DatabaseSync } from 'node:sqlite';
import { environmentNames } from '../aws/env.ts';
import type { Instant } from '../core/time.ts';
import type { Wiring } from '../wiring-shape.ts';
import { againType, type QueueName, queueNames } from '../world.ts';
import { type Bus, eventBridgeService, openBus } from './event-bridge.ts';
import { startGateway } from './gateway.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { openQueues, type Queues, type Redrive } from './queue.ts';
import { asynchronousTries } from './queue-source.ts';
import { assetsBucket, s3Service } from './s3.ts';
import { sesService } from './ses.ts';
import { smsService } from './sms.ts';
import { sqsService } from './sqs.ts';
import { openTopics, type Topics } from './topics.ts';

export interface Services {
  queues: Queues;
  bus: Bus;
  topics: Topics;
  mailbox: Mailbox;
  /** What a function's environment holds besides its tables. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The queue that holds events on their way to a function. */
export const eventQueue = (name: string) => `events-${name}`;
/** Where everything ends that failed too often; it has no consumer. */
export const deadLetters = 'dead-letters' satisfies QueueName;

/** Starts the fakes of SQS, SES, SMS, SNS and EventBridge that the wiring needs, behind one port. */
export async function startServices(
  wired: Record<string, Wiring>,
  { database, folder, now, rate }: { database: DatabaseSync; folder: string; now: () => Instant; rate?: number },
): Promise<Services> {
  const queues = openQueues(database, now, { redrives: redrives(wired), unread: [...queueNames] });
  const rules = Object.entries(wired).flatMap(([name, { source }]) => [
    ...('bus' in source ? [{ function: name, bus: source.bus, pattern: source.pattern }] : []),
    ...('sns' in source ? [{ function: name, bus: 'rapport', pattern: { 'detail-type': [againType(name)] } }] : []),
  ]);
  const deliver = (name: string, event: object) => queues.send(eventQueue(name), JSON.stringify(event));
  const bus = openBus(rules, now, deliver);
  const topics = openTopics(wired, now, deliver);
  const mailbox = openMailbox(database);
  const gateway = await startGateway({
    sqs: sqsService(queues),
    ses: sesService({ folder, mailbox, bus, topics, now, ...(rate !== undefined && { rate }) }),
    'sms-voice': smsService({ mailbox, topics, now }),
    events: eventBridgeService(bus),
    s3: s3Service(folder),
  });
  const queueUrls = queueNames.map((name) => [environmentNames.queues[name], `${gateway.url}/000000000000/${name}`]);
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_ENDPOINT_URL: gateway.url,
    [environmentNames.bus]: 'rapport',
    [environmentNames.configurationSet]: 'rapport',
    [environmentNames.assetsBucket]: assetsBucket,
    [environmentNames.stage]: 'sandbox',
    ...Object.fromEntries(queueUrls),
  };
  return { queues, bus, topics, mailbox, env, close: gateway.close };
}

/** How often each queue that has a consumer hands out a message before it counts as dead. */
function redrives(wired: Record<string, Wiring>): Record<string, Redrive> {
  const entries = Object.entries(wired).flatMap(([name, { source }]): [string, Redrive][] => {
    if ('queue' in source) return [[source.queue, { deadLetter: deadLetters, maxReceives: source.tries }]];
    if ('bus' in source || 'sns' in source) return [[eventQueue(name), { deadLetter: deadLetters, maxReceives: asynchronousTries }]];
    return [];
  });
  return Object.fromEntries(entries);
}
