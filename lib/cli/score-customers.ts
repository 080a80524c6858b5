import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { minorDigits } from '../core/money.ts';
import type { CustomerRow } from '../core/scoring/customer-rows.ts';
import { decimalText } from '../orders/decimal.ts';
import { quoted } from '../orders/rejects.ts';

const columns =
  'customer_id,x,t_x,T,recency_days,orders,revenue,r,f,m,segment,value_class,frequency_class,p_alive,expected_orders,silence,next_order_at,lapsed';

/** Writes a row for each customer, as they come. Money in decimals of the currency; an empty cell is what cannot be said. */
export async function writeCustomers(file: string, rows: Iterable<CustomerRow>, currency: string): Promise<void> {
  await pipeline(Readable.from(lines(rows, currency)), createWriteStream(file));
}

function* lines(rows: Iterable<CustomerRow>, currency: string): Generator<string> {
  yield `${columns}\n`;
  for (const row of rows) yield `${cells(row, currency).map(cell).join(',')}\n`;
}

function cells(row: CustomerRow, currency: string): (string | number | boolean | undefined)[] {
  const { id, summary, recencyDays, orders, revenue, r, f, m, segment, valueClass, frequencyClass } = row;
  const { alive, expectedOrders, silence, nextOrderAt, lapsed } = row;
  const nextDay = nextOrderAt === undefined ? undefined : new Date(nextOrderAt).toISOString().slice(0, 10);
  const worth = Number(decimalText(BigInt(Math.round(revenue)), minorDigits(currency))).toFixed(minorDigits(currency));
  return [
    text(id),
    ...[summary?.x, summary?.tx, summary?.T, recencyDays, orders, worth, r, f, m],
    text(segment),
    ...[valueClass, frequencyClass, alive, expectedOrders, silence, nextDay, lapsed],
  ];
}

function cell(value: string | number | boolean | undefined): string {
  return value === undefined ? '' : String(value);
}

/** Quoted where it has to be: a comma or a quote would part it, and a spreadsheet would count what looks like a formula. */
function text(value: string): string {
  return /^[\p{L}\p{N}][^",\r\n]*$/u.test(value) ? value : quoted(value);
}
