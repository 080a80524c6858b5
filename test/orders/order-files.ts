import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActivityInput } from '../../lib/core/activity.ts';
import type { CustomerDetails } from '../../lib/orders/entry.ts';
import { type ReadOptions, readOrders } from '../../lib/orders/read-orders.ts';

let folder: string | undefined;
let files = 0;

export async function removeFiles(): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
}

/** Writes a file that is gone when the tests are. */
export function fileOf(content: string | Uint8Array, ending = '.csv'): string {
  folder ??= mkdtempSync(join(tmpdir(), 'rapport-orders-'));
  const file = join(folder, `${++files}${ending}`);
  writeFileSync(file, content);
  return file;
}

export function mapOf(map: unknown): string {
  return fileOf(JSON.stringify(map), '.json');
}

/** Everything that an order file says. */
export async function readAll(content: string | Uint8Array, options: ReadOptions = {}) {
  const file = fileOf(content);
  const rejects = `${file}.rejects.csv`;
  const history = await readOrders(file, { rejects, ...options });
  try {
    const entries = [...history.entries()];
    const activities: ActivityInput[] = entries.flatMap((entry) => ('activity' in entry ? [entry.activity] : []));
    const customers: CustomerDetails[] = entries.flatMap((entry) => ('customer' in entry ? [entry.customer] : []));
    const rejectedText = Object.keys(history.summary.rejected).length === 0 ? '' : readFileSync(rejects, 'utf8');
    const { summary, entryCount, guessedCurrency, doubtfulAmount, rejectedLines } = history;
    return { summary, entries, activities, customers, rejectedText, entryCount, guessedCurrency, doubtfulAmount, rejectedLines };
  } finally {
    history.close();
  }
}

export const uciHeader = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

export function uciLine(
  values: Partial<Record<'invoice' | 'product' | 'text' | 'quantity' | 'date' | 'price' | 'customer' | 'country', string>> = {},
): string {
  const { invoice = '536365', product = '85123A', text = 'WHITE LANTERN', quantity = '2', date = '2010-12-01 08:26:00' } = values;
  return [
    invoice,
    product,
    text,
    quantity,
    date,
    values.price ?? '2.55',
    values.customer ?? '17850',
    values.country ?? 'United Kingdom',
  ].join(',');
}

export function uciFile(...lines: string[]): string {
  return `${[uciHeader, ...lines].join('\n')}\n`;
}

export function closes({
  lines,
  imported,
  refundLines,
  rejected,
}: {
  lines: number;
  imported: number;
  refundLines: number;
  rejected: { [reason: string]: number };
}): boolean {
  return lines === imported + refundLines + Object.values(rejected).reduce((sum, count) => sum + count, 0);
}
