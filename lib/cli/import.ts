import { Command } from 'commander';
import { ratesOf } from '../core/money.ts';
import type { OrderHistory } from '../orders/read-orders.ts';
import type { Later } from '../orders/staged-pasts.ts';
import { dated } from '../usecases/import-entry.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { rowCommands } from './import-rows.ts';
import { amountNotes, rejectedIn, whyNothing } from './order-file-words.ts';
import { showProgress } from './progress.ts';
import { readWithProgress } from './read-with-progress.ts';
import { type RecordEntry, type RecordedCounts, recordEntries } from './record-entries.ts';
import { settingsIn } from './shop-settings.ts';
import { laterNote, tomorrowOf } from './simulation/time-span.ts';

/** Where what was read is recorded. */
export interface Recorder {
  record: RecordEntry;
  /** The base currency of the settings in force; undefined while nothing was published. */
  currency?(): Promise<string | undefined>;
  close(): Promise<void> | void;
}

interface ImportOptions {
  map?: string;
  currency?: string;
  zone?: string;
  rejects?: string;
  dryRun?: true;
  json?: true;
  outputs?: string;
}

type Connect = (outputs: string | undefined) => Promise<Recorder>;

/**
 * `rapport import FILE`, and `rapport import customers|consents|suppressions|products FILE`. Both connect with the file of
 * `--outputs`; of orders nothing is recorded before the whole file was read and found good.
 * Exit code 1 when the file, the map or an option cannot be used, when recording failed, or when not one line
 * could be read; some rejected lines are no failure.
 */
export function importCommand(connect: Connect, connectWorld: (outputs: string | undefined) => Promise<World>): Command {
  const orders = withOrders(new Command('import'), connect)
    .description('record the orders of a CSV file, or save customers, consents, suppressions, products')
    .enablePositionalOptions()
    .addCommand(withOrders(new Command('orders'), connect));
  for (const command of rowCommands(connectWorld)) orders.addCommand(command);
  return orders;
}

function withOrders(command: Command, connect: Connect): Command {
  return command
    .description('record the orders of a CSV file, plain or gzip: UCI Online Retail, Shopify, WooCommerce, any other with --map')
    .argument('<file>', 'the order file')
    .option('--map <file>', 'JSON that says which column is which: {"columns":{"customer","order","date","amount",…},"dateFormat"}')
    .option('--currency <code>', 'of files that have no currency column, such as GBP [the base currency of the settings]')
    .option('--zone <zone>', 'of times without an offset, such as Europe/London [UTC]')
    .option('--rejects <file>', 'where lines go that cannot be read [FILE.rejects.csv]')
    .option('--dry-run', 'count only; write nothing')
    .option('--json', 'print the counts as one JSON object')
    .option('--outputs <file>', 'of a deployed stack: what "cdk deploy --outputs-file" wrote [the sandbox of this folder]')
    .action(async (file: string, _own: ImportOptions, self: Command) => {
      try {
        await importOrders(file, self.optsWithGlobals<ImportOptions>(), connect);
      } catch (error) {
        process.stderr.write(`rapport import: ${error instanceof Error ? error.message : error}\n`);
        process.exitCode = 1;
      }
    });
}

async function importOrders(file: string, options: ImportOptions, connect: Connect): Promise<void> {
  const recorder = options.dryRun ? undefined : await connect(options.outputs);
  const rejects = options.rejects ?? `${file}.rejects.csv`;
  try {
    const usual = await usualCurrency(recorder);
    const found = usual === undefined ? {} : { usualCurrency: usual };
    const history = await readWithProgress(file, { ...options, ...found, ...(options.dryRun ? {} : { rejects }) });
    try {
      // What is recorded keeps its currency for ever.
      if (recorder && usual === undefined && history.guessedCurrency !== undefined)
        throw new Error(`${file} names no currency, and nothing was published that says which is the shop's: say --currency CODE`);
      const later = history.later(tomorrowOf(Date.now()));
      for (const note of [...amountNotes(history, usual), ...(later ? [laterNote(later, 'recorded')] : [])])
        process.stderr.write(`${note}\n`);
      const recorded = recorder && (await recordWithProgress(history, recorder));
      const text = options.json ? summaryJson(history, later, options) : summaryText(history, recorded, rejects);
      process.stdout.write(`${text}\n`);
      const { lines, imported, refundLines } = history.summary;
      if (lines > 0 && imported + refundLines === 0) throw new Error(`${file} holds no order that can be read${whyNothing(history)}`);
    } finally {
      history.close();
    }
  } finally {
    await recorder?.close();
  }
}

/** That of where it is recorded; of a dry run, which asks nobody, that of the folder. */
async function usualCurrency(recorder: Recorder | undefined): Promise<string | undefined> {
  if (recorder) return recorder.currency?.();
  const settings = await settingsIn('campaigns');
  return settings && ratesOf(settings).base;
}

async function recordWithProgress(history: OrderHistory, recorder: Recorder): Promise<RecordedCounts> {
  const progress = showProgress('recording');
  const { entries } = history;
  try {
    const all = history.entryCount;
    return await recordEntries(dated(entries()), recorder.record, (done) =>
      progress.update(done, all, `${counted(done)} of ${counted(all)}`),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`recording failed: ${reason}\nWhat was recorded stays; run the same command again to carry on.`, { cause: error });
  } finally {
    progress.stop();
  }
}

/** A dry run writes no file of rejected lines: it tells their numbers itself. `later`: what is dated after today. */
function summaryJson({ summary, rejectedLines }: OrderHistory, later: Later | undefined, { dryRun }: ImportOptions): string {
  return JSON.stringify({
    ...summary,
    ...(later && { later: { ...later, lastAt: new Date(later.lastAt).toISOString() } }),
    ...(dryRun && { rejectedLines }),
  });
}

function summaryText(history: OrderHistory, recorded: RecordedCounts | undefined, rejects: string): string {
  const { summary, layout } = history;
  const { lines, imported, refundLines, orders, refunds, customers, revenue } = summary;
  const rejected = Object.values(summary.rejected).reduce((sum, count) => sum + count, 0);
  const worth = Object.entries(revenue).map(([currency, amount]) => `${counted(amount)} ${currency}`);
  return [
    `${numberOf(lines, 'line')} of ${layout} = ${counted(imported)} imported + ${counted(refundLines)} of refunds + ${counted(rejected)} rejected${reasons(history)}`,
    `${numberOf(orders, 'order')} of ${numberOf(customers, 'customer')} worth ${worth.join(', ') || 'nothing'}; ${numberOf(refunds, 'refund')}`,
    ...(recorded
      ? [`recorded: ${counted(recorded.new)} new, ${counted(recorded.same)} known already${conflicts(recorded)}`]
      : ['dry run: nothing was written']),
    ...(recorded && rejected > 0 ? [`rejected lines, with number and reason: ${rejects}`] : []),
  ].join('\n');
}

function reasons(history: OrderHistory): string {
  const named = rejectedIn(history);
  return named === '' ? '' : ` (${named})`;
}

function conflicts({ conflict }: RecordedCounts): string {
  return conflict === 0 ? '' : `, ${counted(conflict)} refused: the same id was recorded before with other content`;
}
