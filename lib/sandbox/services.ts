import type { DatabaseSync } from 'node:sqlite';
import { environmentNames } from '../aws/env.ts';
import type { Instant } from '../core/time.ts';
import type { Wiring } from '../wiring.ts';
import { queueNames } from '../world.ts';
import { type Bus, eventBridgeService, openBus } from './event-bridge.ts';
import { startGateway } from './gateway.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { openQueues, type Queues, type Redrive } from './queue.ts';
import { asynchronousTries } from './queue-source.ts';
import { sesService } from './ses.ts';
import { smsService } from './sms.ts';
import { sqsService } from './sqs.ts';

export interface Services {
  queues: Queues;
  bus: Bus;
  mailbox: Mailbox;
  /** What a function's environment holds besides its tables. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The queue that holds events on their way to a function, and the one for what failed on a stream or in an event. */
export const eventQueue = (name: string) => `events-${name}`;
export const deadLetterQueue = (name: string) => `${name}-dead`;

/** Starts the fakes of SQS, SES, SMS and EventBridge that the wiring needs, behind one port. */
export async function startServices(wired: Record<string, Wiring>, { database, folder, now }: { database: DatabaseSync; folder: string; now: () => Instant }): Promise<Services> {
  const queues = openQueues(database, now, {
    queues: redrives(wired),
    deadLetters: Object.entries(wired).flatMap(([name, { source }]) => ('stream' in source ? deadLetterQueue(name) : [])),
  });
  const rules = Object.entries(wired).flatMap(([name, { source }]) => ('bus' in source ? { function: name, bus: source.bus, pattern: source.pattern } : []));
  const bus = openBus(rules, now, (name, event) => queues.send(eventQueue(name), JSON.stringify(event)));
  const mailbox = openMailbox(database);
  const gateway = await startGateway({
    sqs: sqsService(queues),
    ses: sesService({ folder, mailbox, bus, now }),
    'sms-voice': smsService(mailbox, now),
    events: eventBridgeService(bus),
  });
  const queueUrls = queueNames.map((name) => [environmentNames.queues[name], `${gateway.url}/000000000000/${name}`]);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_ENDPOINT_URL: gateway.url,
    [environmentNames.bus]: 'rapport',
    [environmentNames.configurationSet]: 'rapport',
    [environmentNames.stage]: 'sandbox',
    ...Object.fromEntries(queueUrls),
  };
  return { queues, bus, mailbox, env, close: gateway.close };
}

/** Every queue of the program exists even where nothing reads it, so that a task is never refused. */
function redrives(wired: Record<string, Wiring>): Record<string, Redrive> {
  const unread = queueNames.map((name) => [name, { deadLetter: deadLetterQueue(name), maxReceives: Number.MAX_SAFE_INTEGER }]);
  const read = Object.entries(wired).flatMap(([name, { source }]) => {
    if ('queue' in source) return [[source.queue, { deadLetter: deadLetterQueue(source.queue), maxReceives: source.tries }]];
    if ('bus' in source) return [[eventQueue(name), { deadLetter: deadLetterQueue(name), maxReceives: asynchronousTries }]];
    return [];
  });
  return Object.fromEntries([...unread, ...read]);
}
