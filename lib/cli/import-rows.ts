import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { type Instant, isZone } from '../core/time.ts';
import type { Progress } from '../orders/lines.ts';
import { OrderFileError } from '../orders/order-file-error.ts';
import { openRejects, type Reject, type Rejects } from '../orders/rejects.ts';
import { consentRows, suppressionRows } from '../rows/consent-rows.ts';
import { customerRows } from '../rows/customer-rows.ts';
import { productRows } from '../rows/product-rows.ts';
import { type RowLine, readRows } from '../rows/read-rows.ts';
import type { Imported, Origin } from '../rows/row.ts';
import type { InForce, RowKind } from '../rows/row-kind.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { homeCountry } from '../usecases/find-customer.ts';
import { importConsent, importSuppression } from '../usecases/import-consent.ts';
import { importCustomer } from '../usecases/import-customer.ts';
import { importProduct } from '../usecases/import-product.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { rejectedText } from './order-file-words.ts';
import { showProgress } from './progress.ts';
import { loadRowMap } from './row-map.ts';

interface Options {
  map?: string;
  zone: string;
  rejects?: string;
  dryRun?: true;
  json?: true;
  outputs?: string;
}

/** lines = imported + same + all rejected. */
interface Summary {
  lines: number;
  /** New, or changed what was known. In a dry run: that can be read. */
  imported: number;
  same: number;
  /** Of the imported: customers who are asked, by a mail, to confirm what a line says of them. */
  asked?: number;
  rejected: { [reason: string]: number };
}

interface Kind<Row> {
  description: string;
  rows(inForce: InForce): RowKind<Row>;
  save(world: World, row: Row, origin: Origin): Promise<Imported>;
}

type Connect = (outputs: string | undefined) => Promise<World>;

/** `rapport import customers|consents|suppressions|products FILE`. */
export function rowCommands(connect: Connect): Command[] {
  return [
    command('customers', connect, { description: 'save customers: id, addresses, attributes', rows: customerRows, save: importCustomer }),
    command('consents', connect, {
      description:
        'save who agreed to what, or withdrew it (columns customer|email|phone, channel, topic, given, at, wording, source, proof, confirmed)',
      rows: consentRows,
      save: importConsent,
    }),
    command('suppressions', connect, {
      description: 'save addresses that nothing may go to, also of nobody yet',
      rows: suppressionRows,
      save: importSuppression,
    }),
    command('products', connect, { description: 'save what the shop sells, for templates', rows: () => productRows, save: importProduct }),
  ];
}

function command<Row>(name: string, connect: Connect, kind: Kind<Row>): Command {
  return new Command(name)
    .description(`${kind.description}, from a CSV file, plain or gzip`)
    .argument('<file>', 'its first line names the columns')
    .option('--map <file>', 'JSON that says which column is which: {"columns":{"customer":"Kundennummer",…},"dateFormat"} [by their names]')
    .option('--zone <zone>', 'of times without an offset, such as Europe/London', 'UTC')
    .option('--rejects <file>', 'where lines go that cannot be taken [FILE.rejects.csv]')
    .option('--dry-run', 'read and count only; write nothing')
    .option('--json', 'print the counts as one JSON object')
    .option('--outputs <file>', 'of a deployed stack: what "cdk deploy --outputs-file" wrote [the sandbox of this folder]')
    .action(async (file: string, _own: Options, self: Command) => {
      try {
        // "import --dry-run customers FILE" is a dry run, too.
        const options = self.optsWithGlobals<Options>();
        await importFile(file, options, { world: await connect(options.outputs), kind });
      } catch (error) {
        process.stderr.write(`rapport import ${name}: ${error instanceof Error ? error.message : error}\n`);
        process.exitCode = 1;
      }
    });
}

async function importFile<Row>(file: string, options: Options, { world, kind }: { world: World; kind: Kind<Row> }): Promise<void> {
  const { zone, dryRun } = options;
  if (!isZone(zone)) throw new OrderFileError(`--zone ${zone}: is not a time zone such as Europe/London`);
  const { settings, data } = await loadCatalogue(world);
  const country = await homeCountry(world);
  const rows = kind.rows({ settings, data, ...(country !== undefined && { country }) });
  const map = options.map === undefined ? undefined : await loadRowMap(options.map, rows);
  const fileAt = await writtenAt(file, world);
  const rejectsFile = options.rejects ?? `${file}.rejects.csv`;
  const rejects = openRejects(dryRun ? undefined : rejectsFile);
  const summary: Summary = { lines: 0, imported: 0, same: 0, rejected: rejects.counts };
  const progress = showProgress(`importing ${rows.name}`);
  const input = { file, kind: rows, zone, now: world.now(), ...(map && { map }) };
  let read: Progress = { bytes: 0, ofBytes: 0 };
  const onProgress = (next: Progress) => {
    read = next;
  };
  try {
    for await (const lines of readRows({ ...input, onProgress })) {
      const save = async (row: Row, line: number) =>
        dryRun ? 'imported' : kind.save(world, row, { fileAt, source: 'import', proof: `${basename(file)}, line ${line}` });
      await rejects.add(await saveAll(lines, save, summary));
      progress.update(read.bytes, read.ofBytes, `${counted(summary.lines)} lines`);
    }
    await rejects.finish();
  } catch (error) {
    await rejects.abandon();
    if (error instanceof OrderFileError) throw error;
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`stopped: ${reason}\nWhat was saved stays; run the same command again to carry on.`, { cause: error });
  } finally {
    progress.stop();
  }
  const { lines: rejectedLines } = rejects;
  const told = { name: rows.name, dryRun, rejectsFile, rejectedLines };
  process.stdout.write(`${options.json ? JSON.stringify({ ...summary, ...(dryRun && { rejectedLines }) }) : summaryText(summary, told)}\n`);
}

/** What a file says without a date cannot be known later than it was written, nor later than now. */
async function writtenAt(file: string, world: World): Promise<Instant> {
  const found = await stat(file).catch(() => undefined);
  return Math.min(world.now(), Math.floor(found?.mtimeMs ?? world.now()));
}

const inFlight = 16;

/** Saves a batch, 16 lines at a time, those of one key in their order; resolves to what was refused, in the order of the file. */
async function saveAll<Row>(
  lines: RowLine<Row>[],
  save: (row: Row, line: number) => Promise<Imported>,
  summary: Summary,
): Promise<Reject[]> {
  const refused: Reject[] = [];
  const groups = new Map<string, (RowLine<Row> & { row: Row })[]>();
  for (const each of lines) {
    summary.lines++;
    if ('repeated' in each) summary.same++;
    else if ('refused' in each) refused.push({ line: each.line, text: each.text, ...each.refused });
    else groups.set(each.key, [...(groups.get(each.key) ?? []), each]);
  }
  const waiting = groups.values();
  const failures: unknown[] = [];
  const work = async () => {
    for (const group of waiting)
      for (const { row, line, text } of group) {
        if (failures.length > 0) return;
        const outcome = await save(row, line);
        if (typeof outcome === 'string') summary[outcome === 'asked' ? 'imported' : outcome]++;
        else refused.push({ line, text, ...outcome });
        if (outcome === 'asked') summary.asked = (summary.asked ?? 0) + 1;
      }
  };
  await Promise.all(Array.from({ length: inFlight }, () => work().catch((error) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  return refused.sort((one, other) => one.line - other.line);
}

function summaryText(
  { lines, imported, same, asked = 0, rejected }: Summary,
  {
    name,
    dryRun,
    rejectsFile,
    rejectedLines,
  }: { name: string; dryRun: true | undefined; rejectsFile: string; rejectedLines: Rejects['lines'] },
): string {
  const reasons = rejectedText({ counts: rejected, lines: rejectedLines });
  const sum = Object.values(rejected).reduce((a, b) => a + b, 0);
  return [
    `${numberOf(lines, 'line')} of ${name} = ${counted(imported)} ${dryRun ? 'that can be imported' : 'imported'} + ${counted(same)} ${dryRun ? 'repeated' : 'known already'} + ${counted(sum)} rejected${reasons === '' ? '' : ` (${reasons})`}`,
    ...(asked > 0
      ? [
          `of the imported, ${counted(asked)} ${asked === 1 ? 'is' : 'are'} asked to confirm by a mail (double opt-in): the lines do not say that they did`,
        ]
      : []),
    ...(dryRun ? ['dry run: nothing was written'] : []),
    ...(!dryRun && sum > 0 ? [`rejected lines, with number and reason: ${rejectsFile}`] : []),
  ].join('\n');
}
