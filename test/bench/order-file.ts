import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readMoney } from '../../lib/core/money.ts';
import type { Instant } from '../../lib/core/time.ts';
import { chances, customersOf } from './simulated-customers.ts';
import { until } from './simulated-plan.ts';

// Writes an export of Shopify that never was: two years of orders of so many customers, in order of time.
// node test/bench/order-file.ts FILE customers share-who-accept-marketing

const [file = 'orders.csv', customers = '1000', accept = '0.3'] = process.argv.slice(2);

interface Order {
  at: Instant;
  text: string;
}

/** Customers without an order stand in no file, so more are made up than are asked for. */
function orders(): Order[] {
  const all: Order[] = [];
  const chance = chances(Number(customers));
  let buyers = 0;
  for (const { id, contact, activities } of customersOf({ from: 0, to: Infinity, until: until + 1, history: 1, perYear: 5 })) {
    const placed = activities.filter(({ type }) => type === 'order.placed');
    if (placed.length === 0) continue;
    const accepts = chance() < Number(accept) ? 'yes' : 'no';
    for (const { data, occurredAt: at } of placed) {
      const { amount = 0 } = readMoney(data.total) ?? {};
      const time = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
      all.push({
        at,
        text: `${id}@customer.invalid,paid,${time},${accepts},GBP,${(amount / 100).toFixed(2)},${time},Kim ${id},${contact?.country}\n`,
      });
    }
    if (++buyers === Number(customers)) break;
  }
  return all.sort((one, other) => one.at - other.at);
}

function* lines(): Generator<string> {
  yield 'Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Total,Created at,Billing Name,Billing Country\n';
  for (const [index, { text }] of orders().entries()) yield `#${index + 1001},${text}`;
}

await pipeline(Readable.from(lines()), createWriteStream(file));
