import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentNames } from '../aws/env.ts';
import { dynamoTable } from '../aws/table.ts';
import { awsWorld } from '../aws/world.ts';
import type { Instant } from '../core/time.ts';
import { wiring } from '../wiring.ts';
import type { Wiring } from '../wiring-shape.ts';
import { dueShards, type World } from '../world.ts';
import { saveAddress } from './address.ts';
import { type Clock, openClock } from './clock.ts';
import { openDatabase } from './database.ts';
import { followedHints, queriedHints } from './due-hints.ts';
import { eventSources, schedulesOf } from './event-sources.ts';
import { loadFunctions } from './functions.ts';
import { type Inbox, startInbox } from './inbox/server.ts';
import { type Handler, openInvocations } from './lambda.ts';
import type { Mailbox } from './mailbox.ts';
import { type ObservedTable, observeTable, patientReader } from './observed-table.ts';
import { earliestOf, reportHints, runHints } from './run-hints.ts';
import { deadLetters, startServices } from './services.ts';
import { openCheckpoints, type StreamReader } from './stream-source.ts';
import { openTables, type SandboxTables } from './tables.ts';
import { openTimeline, type Timeline } from './timeline.ts';

/** Where a sandbox keeps what it keeps, unless another folder is named. */
export const sandboxFolder = '.sandbox';

export interface SandboxOptions {
  /** Where everything is kept; the same folder again goes on where it stopped. [.sandbox] */
  folder?: string;
  /** Of the inbox page; the next free one is taken when it is in use. [3000] */
  port?: number;
  /** What the provider takes in a second, and no more. [it promises 1000, and takes any number] */
  rate?: number;
  /** Virtual now of a sandbox that starts afresh. A folder that was used before keeps its own. */
  now: Instant;
  /** Which tables to run on: by default the embedded DynamoDB where this platform has one, else memory. */
  tables?: 'dynamodb' | 'memory';
  /** What wakes the functions, and the functions themselves: the real ones by default. */
  wired?: Record<string, Wiring>;
  functions?: (world: World) => Promise<Record<string, Handler>>;
  /** Told of each invocation that failed. */
  onFailure?: (name: string, error: unknown) => void;
}

export interface Counts {
  now: Instant;
  messages: { email: number; sms: number };
  /** By queue, those of the bus included. */
  waiting: Record<string, { visible: number; invisible: number }>;
  deadLetters: number;
  invocations: Record<string, { invoked: number; failed: number }>;
}

export interface Sandbox extends Timeline {
  /** To write to; its `now` is the virtual one. */
  world: World;
  clock: Clock;
  mailbox: Mailbox;
  /** What the tables stand on, and why when it is not what was hoped for. */
  tables: Pick<SandboxTables, 'kind' | 'note' | 'client'>;
  /** The inbox page. */
  inboxUrl: string;
  counts(): Counts;
  /** Virtual time follows real time from here on, a second at a time, until `stop`. */
  flow(): void;
  /** Ends everything that was started. What is kept in the folder goes on at the next start. */
  stop(): Promise<void>;
}

type Closing = (() => unknown)[];

/**
 * Starts the sandbox: the real handlers and unmodified SDK clients on an embedded DynamoDB and fakes of SQS, SES, SMS and
 * EventBridge, wired as the cloud is, on a virtual clock. Rejects when another one runs in the folder.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { wired = wiring, onFailure = () => undefined } = options;
  const closing: Closing = [];
  const stopping = new AbortController();
  const stop = async () => {
    stopping.abort();
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const { folder, database, tables, clock } = await openState(options, closing);
    const services = await startServices(wired, {
      database,
      folder,
      now: clock.now,
      ...(options.rate !== undefined && { rate: options.rate }),
    });
    closing.push(services.close);
    const environment: Record<string, string> = { ...services.env, ...tables.env };
    const { world, observed } = worldOf({ environment, clock, tables });
    const invocations = openInvocations({
      handlers: await (options.functions ?? loadFunctions)(world),
      timeouts: Object.fromEntries(Object.entries(wired).map(([name, { timeout }]) => [name, timeout])),
      onFailure,
    });
    const checkpoints = openCheckpoints(database);
    const runs = runHints(world, observed.writes);
    const hints = hintsOf(wired, { observed, clock, reader: patientReader(tables.reader, observed.writes) });
    const reports = reportHints(world, observed.writes);
    const wanted = {
      'run-campaigns': async (at: Instant) => (await runs.first(at)) !== undefined,
      'send-reports': async (at: Instant) => (await reports.first(at)) !== undefined,
      'sweep-due': async (at: Instant) => hints.isDue(at),
    };
    const timeline = openTimeline({
      clock,
      hints: earliestOf([hints, ...('run-campaigns' in wired ? [runs] : []), ...('send-reports' in wired ? [reports] : [])]),
      stopped: stopping.signal,
      queues: services.queues,
      sources: eventSources({ wired, reader: hints.reader, queues: services.queues, checkpoints, invocations }),
      schedules: schedulesOf(wired, invocations, wanted),
    });
    const counts = (): Counts => ({
      now: clock.now(),
      messages: services.mailbox.counts(),
      waiting: Object.fromEntries(
        [...services.queues.names].filter((name) => name !== deadLetters).map((name) => [name, services.queues.depth(name)]),
      ),
      deadLetters: services.queues.depth(deadLetters).visible,
      invocations: invocations.counts(),
    });
    const inbox: Inbox = await startInbox({ folder, world, clock, timeline, ...services, wired, invocations }, options.port ?? 3000);
    closing.push(inbox.close);
    environment[environmentNames.publicUrl] = inbox.publicUrl;
    environment[environmentNames.assetsUrl] = inbox.assetsUrl;
    const { publicUrl, assetsUrl } = inbox;
    closing.push(saveAddress(options.folder ?? sandboxFolder, { gateway: environment.AWS_ENDPOINT_URL ?? '', publicUrl, assetsUrl }));
    const flow = () => closing.push(follow(timeline, onFailure));
    return { ...timeline, world, clock, mailbox: services.mailbox, tables, inboxUrl: inbox.url, counts, flow, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** From the stream that is read anyway; from the index where no function reads it. */
function hintsOf(
  wired: Record<string, Wiring>,
  { observed, clock, reader }: { observed: ObservedTable; clock: Clock; reader: StreamReader },
) {
  const followed = Object.values(wired).some(({ source }) => 'stream' in source && source.stream === 'relations');
  if (!followed) return { ...queriedHints(observed.table), reader, isDue: () => true };
  const hints = followedHints(observed.table, reader, clock.now);
  observed.skipEmptyShards(hints.isEmpty);
  const shards = Array.from({ length: dueShards }, (_, shard) => shard);
  return { ...hints, isDue: (at: Instant) => !shards.every((shard) => hints.isEmpty(shard, at)) };
}

/** What is kept in the folder. What memory forgets at exit, the queues and the clock beside it forget too. */
async function openState({ folder = sandboxFolder, now, tables: wanted }: SandboxOptions, closing: Closing) {
  const lock = openDatabase(folder);
  closing.push(() => lock.close());
  let clock: Clock | undefined;
  const tables = await openTables({ folder, now: () => clock?.now() ?? now, wanted });
  closing.push(() => tables.close());
  if (tables.kind === 'dynamodb') {
    clock = openClock(join(folder, 'clock.json'), now);
    return { folder, database: lock, tables, clock };
  }
  const passing = join(folder, 'memory');
  await rm(passing, { recursive: true, force: true });
  const database = openDatabase(passing);
  closing.push(() => database.close());
  clock = openClock(join(passing, 'clock.json'), now);
  return { folder: passing, database, tables, clock };
}

/** The World on AWS, pointed at the fakes; only where there is no embedded DynamoDB its table is another. */
function worldOf({ environment, clock, tables }: { environment: Record<string, string>; clock: Clock; tables: SandboxTables }): {
  world: World;
  observed: ObservedTable;
} {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const config = { endpoint: environment.AWS_ENDPOINT_URL ?? '', region: 'eu-west-1', credentials };
  const client = 'dynamodb' in tables.client ? { dynamodb: tables.client.dynamodb } : {};
  const options = { now: clock.now, environment, config, ...client };
  const observed = observeTable('table' in tables.client ? tables.client.table : dynamoTable(options));
  return { world: awsWorld({ ...options, parts: { table: () => observed.table } }), observed };
}

/** Moves virtual time by what real time has passed; returns what ends it. */
function follow(timeline: Timeline, onFailure: (name: string, error: unknown) => void): () => Promise<void> {
  let stopped = false;
  const run = async () => {
    let last = performance.now();
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const passed = Math.round(performance.now() - last);
      last += passed;
      if (!stopped) await timeline.advanceBy(passed).catch((error: unknown) => onFailure('clock', error));
    }
  };
  const running = run();
  return () => {
    stopped = true;
    return running;
  };
}
