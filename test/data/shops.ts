import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { Purchases } from '../../lib/core/scoring/purchases.ts';

/** The folder of real data, beside the project; tests that need it are skipped where it is absent. */
export const folder = new URL('../../../shared/data/', import.meta.url).pathname;
export const dataPresent = existsSync(folder);
if (!dataPresent) console.warn(`skipped: the folder of real data is absent (${folder})`);

const text = (file: string): string => {
  const bytes = readFileSync(`${folder}${file}`);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

export const rowsOf = (file: string): { [column: string]: string }[] => parse(text(file), { columns: true });

/** What is expected of a vector of the reference values. */
export function vector<Expected>(id: string, expected: z.ZodType<Expected>): Expected {
  return z.object({ expected }).parse(vectorOf(id)).expected;
}

/** What goes into it. */
export function inputOf<Input>(id: string, input: z.ZodType<Input>): Input {
  return z.object({ input }).parse(vectorOf(id)).input;
}

function vectorOf(id: string): unknown {
  const { vectors } = z.object({ vectors: z.array(z.looseObject({ id: z.string() })) }).parse(JSON.parse(text('oracles.json')));
  return vectors.find((one) => one.id === id);
}

/** "2011-12-09" → its UTC day. */
export const dayOf = (date: string): number => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000;

interface Order {
  customer: string;
  date: string;
  /** Minor units. */
  worth: number;
}

function purchasesOf(orders: Order[]): Purchases[] {
  const byCustomer = new Map<string, Map<number, [number, number]>>();
  for (const { customer, date, worth } of orders) {
    const days = byCustomer.get(customer) ?? new Map<number, [number, number]>();
    byCustomer.set(customer, days);
    const [n, sum] = days.get(dayOf(date)) ?? [0, 0];
    days.set(dayOf(date), [n + 1, sum + worth]);
  }
  return [...byCustomer].map(([id, hers]) => {
    const days = [...hers].map(([on, [n, sum]]): [number, number, number] => [on, n, sum]).sort(([a], [b]) => a - b);
    const total = (index: 1 | 2) => days.reduce((sum, one) => sum + one[index], 0);
    return { id, days, orders: total(1), revenue: total(2), firstDay: days[0]![0], lastDay: days.at(-1)![0] };
  });
}

/** The sample of 2,357 customers, or all 23,570 of them. */
export function cdnow(which: 'sample' | 'master' = 'sample'): Purchases[] {
  const lines = text(`cdnow/CDNOW_${which}.txt`).split('\n');
  // The last columns are the same in both files: the sample has numbers of its own before them.
  const rows = lines.map((line) => line.trim().split(/\s+/)).filter(({ length }) => length > 3);
  return purchasesOf(
    rows.flatMap((row) => {
      const [customer = '', date = '', , worth] = row.slice(-4);
      if (!/^\d{8}$/.test(date)) return [];
      return [{ customer, date: date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3'), worth: Math.round(Number(worth) * 100) }];
    }),
  );
}

/** Lines with a customer that are no cancellation, of a quantity and a price above 0; an order is an invoice on the day of its first line. */
export function onlineRetail(): Purchases[] {
  readRetail ??= readOnlineRetail();
  return readRetail;
}

let readRetail: Purchases[] | undefined;

function readOnlineRetail(): Purchases[] {
  const orders = new Map<string, Order>();
  for (const row of rowsOf('online_retail/online_retail.csv.gz')) {
    const { InvoiceNo = '', CustomerID = '', InvoiceDate = '' } = row;
    const worth = Number(row.Quantity) * Math.round(Number(row.UnitPrice) * 1000);
    if (!Number(CustomerID) || InvoiceNo.startsWith('C') || !(Number(row.Quantity) > 0) || !(worth > 0)) continue;
    const order = orders.get(InvoiceNo) ?? { customer: CustomerID, date: InvoiceDate, worth: 0 };
    order.worth += worth / 10;
    orders.set(InvoiceNo, order);
  }
  return purchasesOf([...orders.values()]);
}

/** The orders that come with the R package rfm. */
export function packageOrders(): Purchases[] {
  return purchasesOf(
    rowsOf('rfm/rfm_orders.csv').map((row) => ({
      customer: row.customer_id!,
      date: row.order_date!,
      worth: Math.round(Number(row.revenue) * 100),
    })),
  );
}
