import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Instant, isDate } from '../core/time.ts';
import { emptySandbox } from '../sandbox/fresh.ts';
import { playHistory, playLive, putGuests } from '../sandbox/play.ts';
import { type Sandbox, sandboxFolder, startSandbox } from '../sandbox/sandbox.ts';
import { closeFigures } from '../usecases/close-figures.ts';
import { writeDeliveries } from './deliveries.ts';
import { showFigures } from './figures.ts';
import { showProgress } from './progress.ts';
import { publishFolder } from './publish.ts';
import { listRuns } from './runs.ts';
import { builtInSource, orderFileSource, type Source, type SourceOptions } from './sandbox-source.ts';
import { settingsIn } from './shop-settings.ts';
import { checkWritable, writing } from './written-file.ts';

interface Options extends SourceOptions {
  orders?: string;
  fresh?: true;
  port: number;
  exit?: true;
  deliveries?: string;
}

/** `rapport sandbox`, which is `npm start`: the whole system on this machine, on the built-in shop or on one's own orders. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description('run everything on this machine: the real handlers, an embedded DynamoDB, an inbox; nothing leaves it')
    .option('--orders <file>', 'play your own orders instead of the built-in shop')
    .option('--map <file>', 'JSON that says which column of the order file is which')
    .option('--currency <code>', 'of an order file without a currency column')
    .option('--zone <zone>', 'of times without an offset in the order file [UTC]')
    .option(
      '--live-from <date>',
      'what happened before builds the record and sends nothing [four weeks before the last order that is not after today]',
      liveDate,
    )
    .option('--fresh', 'forget what an earlier sandbox in this folder holds')
    .option('--port <number>', 'of the inbox page; the next free one is taken', portNumber, 3000)
    .option('--exit', 'stop after the summary instead of staying up')
    .option('--deliveries <file>', 'write after the summary who got what, as "rapport deliveries" lists it')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const startedAt = performance.now();
  await checkWritable(options.deliveries);
  // The file is read before anything that is there is touched.
  const source = options.orders ? await orderFileSource(options.orders, options, await settingsIn('campaigns')) : builtInSource(options);
  try {
    for (const note of source.notes) console.error(note);
    if (options.fresh) await emptySandbox(sandboxFolder);
    await refuseOtherSource(source);
    const sandbox = await startSandbox({ folder: sandboxFolder, now: source.liveFrom, port: options.port, onFailure: tellFailure });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
    try {
      await runIn(sandbox, source, { startedAt, ...options });
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  } finally {
    source.close();
  }
}

async function runIn(
  sandbox: Sandbox,
  source: Source,
  { startedAt, exit, deliveries }: Pick<Options, 'exit' | 'deliveries'> & { startedAt: number },
): Promise<void> {
  console.log(`Inbox: ${sandbox.inboxUrl}\n${sandbox.tables.note}`);
  await play(sandbox, source, startedAt);
  const seconds = (performance.now() - startedAt) / 1000;
  const runs = await listRuns(sandbox.world, undefined);
  console.log(showFigures(await closeFigures(sandbox.world), { runs, now: sandbox.clock.now(), seconds }));
  if (deliveries !== undefined) await writing(deliveries, () => writeDeliveries(sandbox.world, deliveries));
  if (exit) return await sandbox.stop();
  const afterwards =
    sandbox.tables.kind === 'memory' ? 'Ctrl-C stops it and forgets everything.' : 'Ctrl-C stops it; started again it goes on from here.';
  console.log(
    `\nIt stays up: read the messages at ${sandbox.inboxUrl}, place an order there or with "npm run rapport -- order lp-1937 49.90 GBP".\n${afterwards}`,
  );
  sandbox.flow();
}

const playedFile = join(sandboxFolder, 'played.json');

async function readPlayed(): Promise<{ name: string; done: boolean } | undefined> {
  return existsSync(playedFile) ? JSON.parse(await readFile(playedFile, 'utf8')) : undefined;
}

async function refuseOtherSource(source: Source): Promise<void> {
  const played = await readPlayed();
  if (played && played.name !== source.name)
    throw new Error(`the sandbox of this folder holds ${played.name}: start it with the same orders, or with --fresh to forget it`);
}

/** Everything is recorded once, so a sandbox that was killed half-way goes on by doing it all again. */
async function play(sandbox: Sandbox, source: Source, startedAt: number): Promise<void> {
  const played = await readPlayed();
  await publishFolder(sandbox.world, 'campaigns', source.liveFrom);
  if (played?.done && sandbox.tables.kind !== 'memory') return sandbox.settle();
  await writeFile(playedFile, JSON.stringify({ name: source.name, done: false }));

  const history = showProgress('history');
  const historyFrom = performance.now();
  let recorded = 0;
  await playHistory(sandbox, source.history(), (count) => {
    recorded += count;
    const rate = Math.round((1000 * recorded) / (performance.now() - historyFrom));
    history.update(
      recorded,
      source.historyCount,
      `${counted(recorded)} of ${counted(source.historyCount)} customers, orders and refunds · ${rate}/s`,
    );
  });
  history.stop();
  if (source.guests) await putGuests(sandbox.world, source.guests);

  const live = showProgress('live');
  const liveFrom = performance.now();
  let first = sandbox.counts().messages.email + sandbox.counts().messages.sms === 0;
  await playLive(sandbox, source.live(), (now) => {
    const { email, sms } = sandbox.counts().messages;
    if (first && email + sms > 0) console.log(`First message in the inbox after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    first = first && email + sms === 0;
    const rate = Math.round((1000 * (email + sms)) / (performance.now() - liveFrom));
    live.update(now - source.liveFrom, source.endAt - source.liveFrom, `${dayOf(now)} · ${counted(email + sms)} messages · ${rate}/s`);
  });
  live.stop();
  if (source.endAt > sandbox.clock.now()) await sandbox.advanceTo(source.endAt);
  await writeFile(playedFile, JSON.stringify({ name: source.name, done: true }));
}

const counted = (number: number) => number.toLocaleString('en');
const dayOf = (at: Instant) => new Date(at).toISOString().slice(0, 10);

function tellFailure(name: string, error: unknown): void {
  console.error(`${name} failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
}

function liveDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('a date is YYYY-MM-DD, such as 2026-10-01');
  return text;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('a port is a whole number from 1 to 65535');
  return port;
}
