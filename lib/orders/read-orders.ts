import type { Purchases } from '../core/scoring/purchases.ts';
import { type Instant, isZone } from '../core/time.ts';
import { type Columns, columnsOf, didYouMean } from './columns.ts';
import { dateReader, eitherReader } from './dates.ts';
import { type DecimalMark, hasDecimalComma, markIn } from './decimal.ts';
import type { Entry } from './entry.ts';
import { type Layout, type LayoutLine, recognise } from './layout.ts';
import { type Progress, readLines } from './lines.ts';
import { onlineRetail } from './online-retail.ts';
import { OrderFileError } from './order-file-error.ts';
import { isCurrency, type Reading, readLine, refuse } from './order-line.ts';
import { loadOrderMap, mappedLayout, type OrderMap } from './order-map.ts';
import { type FileRecord, readRecords } from './records.ts';
import { openRejects, type Reject, type Rejects } from './rejects.ts';
import { shopify } from './shopify.ts';
import { settleItems, stagedEntries } from './staged-entries.ts';
import { type Later, laterIn } from './staged-pasts.ts';
import { type PurchaseOptions, stagedPurchases } from './staged-purchases.ts';
import { openStaging, type Staging } from './staging.ts';
import { type Survey, surveyOf } from './survey.ts';
import { wooCommerce } from './woocommerce.ts';

export interface ReadOptions {
  /** A map's file, for layouts that are not known. */
  map?: string;
  /** ISO 4217, of lines that name none. Without it the layout's own, else `usualCurrency`. */
  currency?: string;
  /** Taken where nothing says which currency the amounts are in. [USD] */
  usualCurrency?: string;
  /** IANA; times without an offset are local to it. [UTC] */
  zone?: string;
  /** Where rejected lines go; without it they are only counted. */
  rejects?: string;
  /** Where the lines are gathered, for whoever reads them again after `close`; without it in a file of SQLite's own that is gone then. */
  stagedAt?: string;
  onProgress?: (progress: Progress & { lines: number }) => void;
}

/** It closes: lines = imported + refundLines + all rejected. Blank lines and the header are no lines. */
export interface ImportSummary {
  lines: number;
  /** Lines that are part of an order. */
  imported: number;
  /** Lines that give money back, or are part of an order that was cancelled whole. */
  refundLines: number;
  rejected: { [reason: string]: number };
  orders: number;
  refunds: number;
  /** With at least one order. */
  customers: number;
  /** What the orders are worth before refunds, by currency, in decimals of the major unit: `{ GBP: "8911407.90" }`. */
  revenue: { [currency: string]: string };
}

export interface OrderHistory {
  summary: ImportSummary;
  /** What the staged file held when it was read. */
  survey: Survey;
  layout: string;
  /** Numbers of the first lines that were rejected, by reason. */
  rejectedLines: { [reason: string]: number[] };
  /** The first line that was rejected for what most were: with a wrong map it tells what is wrong with all. */
  firstRejected: Reject | undefined;
  /** What was taken for the currency of amounts where nothing said which they are in. */
  guessedCurrency: string | undefined;
  /** An amount whose last three digits may be thousands, and the decimal mark it was read with, where no amount shows that mark. */
  doubtfulAmount: { text: string; mark: DecimalMark } | undefined;
  /** How many refunds there are of which no line tells when they came: they count as of their orders. */
  refundsWithoutDay: number;
  /** How many `entries` there are. */
  entryCount: number;
  /** In time order; who a customer is comes right before the first thing that she did. May be read more than once. */
  entries(): Iterable<Entry>;
  /** What is dated at this instant or later; undefined without any. */
  later(tomorrow: Instant): Later | undefined;
  /** What each customer with an order bought, by her id; one after the other. */
  purchases(options: PurchaseOptions): Iterable<Purchases>;
  /** Drops the temporary database. */
  close(): void;
}

/**
 * Reads an order file whole, in constant memory, and gives back its orders in time order.
 * @throws OrderFileError when the file, the map or an option cannot be used: then nothing was written.
 */
export async function readOrders(file: string, options: ReadOptions = {}): Promise<OrderHistory> {
  checkOptions(options);
  const map = options.map === undefined ? undefined : await loadOrderMap(options.map);
  const rejects = openRejects(options.rejects);
  const intake: Intake = { file, options, map, rejects, counts: { lines: 0, imported: 0, refundLines: 0 } };
  try {
    await readAll(intake);
    const { staging, layout, reading, guessed, priced, isMarkShown, unsure } = intake.open ?? fail(`${file}: is empty`);
    staging.commit();
    for await (const refused of settleItems(staging.database, intake.counts)) await rejects.add(refused);
    await rejects.finish();
    const survey = surveyOf(staging.database);
    const { rows, orders, refunds, buyers, customers, revenue } = survey;
    return {
      summary: { ...intake.counts, rejected: rejects.counts, orders, refunds, customers: buyers, revenue },
      survey,
      layout: layout.name,
      rejectedLines: rejects.lines,
      firstRejected: rejects.first(),
      guessedCurrency: guessed && options.currency === undefined && layout.currency === undefined ? reading.currency : undefined,
      doubtfulAmount: isMarkShown || unsure === undefined ? undefined : { text: unsure, mark: reading.mark },
      refundsWithoutDay: staging.refundsWithoutDay(),
      entryCount: rows + customers,
      entries: () => stagedEntries(staging.database),
      later: (tomorrow) => laterIn(staging.database, tomorrow),
      purchases: (wanted) => stagedPurchases(staging.database, { ...wanted, priced }),
      close: () => staging.close(),
    };
  } catch (error) {
    await rejects.abandon();
    intake.open?.staging.close();
    throw error;
  }
}

interface Intake {
  file: string;
  options: ReadOptions;
  map: OrderMap | undefined;
  rejects: Rejects;
  counts: { lines: number; imported: number; refundLines: number };
  open?: OpenFile;
}

/** What is known once the first line was read. */
interface OpenFile {
  layout: Layout;
  columns: Columns;
  lineOf: (cells: string[]) => LayoutLine;
  reading: Reading;
  staging: Staging;
  /** Some amount can only be read with the decimal mark that is taken, or the map says it. */
  isMarkShown: boolean;
  /** The first amount that may be read both ways. */
  unsure?: string;
  /** Some line named no currency. */
  guessed: boolean;
  /** Lines are worth quantity × price, so that one worth nothing was given away. */
  priced: boolean;
}

function fail(message: string): never {
  throw new OrderFileError(message);
}

function checkOptions({ currency, zone }: ReadOptions): void {
  if (currency !== undefined && !isCurrency(currency)) {
    fail(`--currency ${currency}: is not a currency of ISO 4217, such as GBP${didYouMean(currency, Intl.supportedValuesOf('currency'))}`);
  }
  if (zone !== undefined && !isZone(zone)) {
    fail(`--zone ${zone}: is not a time zone such as Europe/London${didYouMean(zone, Intl.supportedValuesOf('timeZone'))}`);
  }
}

async function readAll(intake: Intake): Promise<void> {
  let progress: Progress = { bytes: 0, ofBytes: 0 };
  const lines = readLines(intake.file, (next) => {
    progress = next;
  });
  for await (const batch of readRecords(lines, intake.map?.delimiter)) {
    const records = intake.open || intake.map?.header === false ? batch : batch.slice(1);
    intake.open ??= openFile(intake, batch);
    const open = intake.open;
    await intake.rejects.add(stage(records, open, intake.counts));
    intake.options.onProgress?.({ ...progress, lines: intake.counts.lines });
  }
}

function openFile({ file, map, options }: Intake, batch: FileRecord[]): OpenFile {
  const first = batch[0];
  if (!first || 'broken' in first)
    return fail(`${file}: line ${first?.line ?? 1}: the header cannot be read: ${first?.broken.detail ?? 'it is missing'}`);
  const columns = columnsOf(first.cells);
  try {
    const layout = map ? mappedLayout(map) : recognise(columns, [onlineRetail, shopify, wooCommerce]);
    const lineOf = layout.open(columns);
    const formats = layout.dateFormats ?? ['iso'];
    const readers = formats.map((format) => dateReader(format, options.zone ?? 'UTC'));
    const dateForm = formats.map((format) => (format === 'iso' ? 'YYYY-MM-DD' : format)).join(' or ');
    const mark = map?.decimal ?? usualMark(batch.slice(1), lineOf);
    const currency = options.currency ?? layout.currency ?? options.usualCurrency ?? 'USD';
    const reading = { dates: eitherReader(readers), dateForm, mark, currency };
    return {
      layout,
      columns,
      lineOf,
      reading,
      staging: openStaging(layout.totals, options.stagedAt),
      isMarkShown: map?.decimal !== undefined,
      guessed: false,
      priced: false,
    };
  } catch (error) {
    throw error instanceof OrderFileError ? new OrderFileError(`${file}: ${error.message}`) : error;
  }
}

/** A decimal comma anywhere in the first lines is the habit of the whole file. */
function usualMark(records: FileRecord[], lineOf: OpenFile['lineOf']): DecimalMark {
  const comma = records.some((record) => {
    const line = 'cells' in record ? lineOf(record.cells) : undefined;
    return line && 'customer' in line && [line.amount, line.price].some((text) => text !== undefined && hasDecimalComma(text));
  });
  return comma ? ',' : '.';
}

function lookForMark(text: string, open: OpenFile): void {
  const mark = markIn(text);
  if (mark === 'either') open.unsure ??= text;
  else open.isMarkShown = mark === open.reading.mark;
}

/** Stages what can be read and gives back what cannot. */
function stage(records: FileRecord[], open: OpenFile, counts: Intake['counts']): Reject[] {
  const rejects: Reject[] = [];
  for (const record of records) {
    counts.lines++;
    const outcome = stageOne(record, open);
    if (typeof outcome === 'object') rejects.push({ ...outcome, line: record.line, text: record.text });
    else if (outcome === 'imported') counts.imported++;
    else if (outcome === 'refund') counts.refundLines++;
  }
  return rejects;
}

function stageOne(record: FileRecord, open: OpenFile) {
  const { columns, lineOf, reading, staging } = open;
  if ('broken' in record) return record.broken;
  const { cells } = record;
  const width = columns.names.length;
  if (cells.length < width || cells.slice(width).some((cell) => cell !== '')) {
    return refuse('wrong-columns', `${cells.length} columns where the first line has ${width}`);
  }
  const raw = lineOf(cells);
  if ('reason' in raw) return raw;
  if ('item' in raw) return staging.addItem({ line: record.line, order: raw.item, text: record.text });
  const line = readLine(raw, reading);
  if ('reason' in line) return line;
  open.guessed ||= !raw.currency;
  open.priced ||= raw.amount === undefined;
  if (!open.isMarkShown) lookForMark(raw.amount ?? raw.price ?? '', open);
  const staged = staging.add(line);
  if (typeof staged === 'string') return staged;
  return refuse('conflicting-order', `order "${staged.conflict}" stands in the file with another customer, day, currency or total`);
}
