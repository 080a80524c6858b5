import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptySandbox } from '../../lib/sandbox/fresh.ts';
import { copyExamples } from '../example-shop.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 8, 1, 10);

/** Sixty days, twelve customers, an order a day and now and then a refund; invoices of two lines. */
function orderFile(): string {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let number = 0; number < 60; number++) {
    const date = new Date(start + number * day).toISOString().slice(0, 16).replace('T', ' ');
    const customer = 100 + (number % 12);
    for (const item of ['A', 'B']) lines.push(`${5000 + number},${item},"Cup, blue",2,${date},4.95,${customer},United Kingdom`);
    if (number % 20 === 19) lines.push(`C${5000 + number},A,"Cup, blue",-1,${date},4.95,${customer},United Kingdom`);
  }
  return lines.join('\r\n');
}

/** A folder with these orders as `orders.csv`, and the examples as `campaigns`. */
export async function openFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-path-'));
  writeFileSync(join(folder, 'orders.csv'), orderFile());
  await copyExamples(join(folder, 'campaigns'));
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await emptySandbox(join(folder, '.sandbox'));
  rmSync(folder, { recursive: true, force: true });
}
