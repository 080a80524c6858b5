import type { Context, SQSBatchResponse } from 'aws-lambda';
import { create as countEvents } from '../../functions/count-events.ts';
import { create as dispatchMessages } from '../../functions/dispatch-messages.ts';
import { create as enrollCustomers } from '../../functions/enroll-customers.ts';
import { create as onActivity } from '../../functions/on-activity.ts';
import { create as runCampaigns } from '../../functions/run-campaigns.ts';
import { create as sendBroadcasts } from '../../functions/send-broadcasts.ts';
import { create as sendMessage } from '../../functions/send-message.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { create as wakeEnrollments } from '../../functions/wake-enrollments.ts';
import type { ChangeFeed } from '../../lib/memory/change-feed.ts';
import { queueEvent, streamEvent } from '../../lib/memory/lambda-event.ts';
import { type MemoryWorld, memoryWorld } from '../../lib/memory/world.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { type FunctionName, wiring } from '../../lib/wiring.ts';
import { type Limited, limitedWorld } from './limited-world.ts';
import { publication } from './publication.ts';

/**
 * The functions on a memory World, each with the rights of its wiring, woken by its own feed and queues; each batch can be
 * shown twice, as AWS may.
 */
export interface Cloud {
  /** With every right. */
  world: MemoryWorld;
  /** The World with the rights of one function. */
  limited(name: FunctionName): Limited;
  now: number;
  /** Runs until nothing is left to do now. Rejects when a function tried what it is not granted. */
  settle(): Promise<void>;
  /** Lets time pass, minute schedules included. */
  advanceTo(at: number): Promise<void>;
}

let invocations = 0;
const context = () => ({ awsRequestId: `invocation-${++invocations}`, functionName: 'test' }) as Context;
const minute = 60_000;

/** `liveFrom` is where history ends; `repeat` shows every batch that many times. */
export async function openCloud({ now, liveFrom = now, repeat = 1 }: { now: number; liveFrom?: number; repeat?: number }): Promise<Cloud> {
  const world = memoryWorld({ now: () => cloud.now, publicUrl: 'https://shop.example' });
  const roles = new Map<FunctionName, Limited>();
  const limited = (name: FunctionName) => {
    const role = roles.get(name) ?? limitedWorld(world, name);
    roles.set(name, role);
    return role;
  };
  const functions = {
    activity: onActivity(limited('on-activity').world),
    dispatch: dispatchMessages(limited('dispatch-messages').world),
    count: countEvents(limited('count-events').world),
    wake: wakeEnrollments(limited('wake-enrollments').world),
    send: sendMessage(limited('send-message').world),
    broadcasts: sendBroadcasts(limited('send-broadcasts').world),
    sweep: sweepDue(limited('sweep-due').world),
    runs: runCampaigns(limited('run-campaigns').world),
    pages: enrollCustomers(limited('enroll-customers').world),
  };
  const read = { 'on-activity': 0, 'dispatch-messages': 0, 'count-events': 0 };

  async function stream(
    reader: keyof typeof read,
    wanted: (change: ReturnType<ChangeFeed['read']>[number]) => boolean,
    run: (event: ReturnType<typeof streamEvent>) => Promise<unknown>,
  ) {
    const table = wiring[reader].source.stream;
    const changes = world.feed.read(table, read[reader], reader === 'count-events' ? Infinity : 50);
    const last = changes.at(-1);
    if (!last) return false;
    const event = streamEvent(table, changes.filter(wanted));
    for (let time = 0; time < repeat && event.Records.length > 0; time++) await run(event);
    read[reader] = last.sequence;
    return true;
  }

  async function queue(
    name: 'triggered' | 'bulk' | 'work' | 'pages',
    run: (event: ReturnType<typeof queueEvent>) => Promise<SQSBatchResponse>,
  ) {
    const tasks = world.queues.receive(name, 10, cloud.now);
    let failed = new Set<string>();
    for (let time = 0; time < repeat && tasks.length > 0; time++) {
      const { batchItemFailures } = await run(queueEvent(name, tasks));
      failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    }
    for (const { messageId, receipt } of tasks) {
      if (failed.has(messageId)) world.queues.return(receipt, cloud.now + minute);
      else world.queues.delete(receipt);
    }
    return tasks.length > 0;
  }

  const cloud: Cloud = {
    world,
    limited,
    now,
    async settle() {
      let busy = true;
      while (busy) {
        const ran = [
          await stream(
            'on-activity',
            ({ eventName, newImage }) => eventName === 'INSERT' && newImage?.kind === 'activity',
            (event) => functions.activity(event, context()),
          ),
          await stream(
            'dispatch-messages',
            ({ newImage }) => newImage?.dispatch === 'yes',
            (event) => functions.dispatch(event, context()),
          ),
          await queue('work', (event) => functions.wake(event, context())),
          await queue('triggered', (event) => functions.send(event, context())),
          await queue('bulk', (event) => functions.broadcasts(event, context())),
          await queue('pages', (event) => functions.pages(event, context())),
        ];
        busy = ran.includes(true);
      }
      await stream(
        'count-events',
        ({ keys: { sk } }) => /^(ENR|MSG)#/.test(sk),
        (event) => functions.count({ ...event, shardId: 'only' }, context()),
      );
      // A function's own failure handling would hide it.
      const refused = [...roles].flatMap(([name, role]) => [...role.refused].map((right) => `${name}: ${right}`));
      if (refused.length > 0) throw new Error(`not granted in lib/wiring.ts: ${refused.join(', ')}`);
    },
    async advanceTo(at) {
      await cloud.settle();
      while (cloud.now < at) {
        // What was put back for a second of its own is worked on in that second.
        // What failed is shown again with the next step.
        const soon = (at = Infinity) => (at < cloud.now + minute ? at : Infinity);
        const turn = Math.min(world.queues.nextAt('bulk') ?? Infinity, soon(world.queues.nextAt('triggered')));
        cloud.now = Math.min(at, cloud.now + 10 * minute, turn > cloud.now ? turn : Infinity);
        await functions.sweep({}, context());
        await functions.runs({}, context());
        await cloud.settle();
      }
    },
  };
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishCatalogue(world, publication(), liveFrom);
  return cloud;
}
