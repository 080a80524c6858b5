import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { totalsOf } from '../../lib/cli/simulation/report.ts';
import { runSimulation } from '../../lib/cli/simulation/run-simulation.ts';
import { sourceOfFile } from '../../lib/cli/simulation/source.ts';
import { readMoney } from '../../lib/core/money.ts';
import type { SimulationPlan } from '../../lib/core/simulation/simulated.ts';
import { chances, customersOf } from './simulated-customers.ts';
import { five, planOf, until } from './simulated-plan.ts';

// What `rapport simulate --orders FILE` takes from the file to the figures: a made-up export of Shopify, two years of orders of so
// many customers, five campaigns for a year with the letter each week, against the two minutes allowed for a million.
// npm run bench:simulate-file [customers] [share of them who accept marketing]

const [customers = 20_000, accept = 0.3] = process.argv.slice(2).map(Number);

/** Customers without an order stand in no file, so more are made up than are asked for. */
function* lines(): Generator<string> {
  yield 'Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Total,Created at,Billing Name,Billing Country\n';
  const chance = chances(customers);
  let [written, order] = [0, 1000];
  for (const { id, contact, activities } of customersOf({ from: 0, to: Infinity, until: until + 1, history: 1, perYear: 5 })) {
    const orders = activities.filter(({ type }) => type === 'order.placed');
    if (orders.length === 0) continue;
    const accepts = chance() < accept ? 'yes' : 'no';
    for (const { data, occurredAt } of orders) {
      const at = `${new Date(occurredAt).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
      const { amount = 0 } = readMoney(data.total) ?? {};
      yield `#${++order},${id}@customer.invalid,paid,${at},${accepts},GBP,${(amount / 100).toFixed(2)},${at},Kim ${id},${contact?.country}\n`;
    }
    if (++written === customers) return;
  }
}

/** Whoever accepts marketing gets the letter too, without having to confirm it. */
function withoutConfirmation({ settings, ...plan }: SimulationPlan): SimulationPlan {
  const topics = Object.fromEntries(Object.entries(settings.topics).map(([id, { confirm: _, ...topic }]) => [id, topic]));
  return { ...plan, settings: { ...settings, topics } };
}

const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-'));
try {
  const file = join(folder, 'orders.csv');
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const { size } = await stat(file);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const plan = withoutConfirmation(planOf(five));
  const source = await sourceOfFile(file, { now: until + 1 }, plan.settings);
  const readAt = performance.now();
  const { tally, passes } = await runSimulation({ plan, source, draft: undefined, notes: [], seed: undefined });
  const endedAt = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  source.close();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `${source.text}, ${(size / 2 ** 20).toFixed(0)} MB, ${source.customers.toLocaleString('en')} customers, ${tally.customers.toLocaleString('en')} simulated with 5 campaigns`,
  );
  console.log(
    `reading ${seconds(readAt - startedAt)}, counting and simulating ${seconds(endedAt - readAt)}, in all ${seconds(endedAt - startedAt)}, ` +
      `${seconds((user + system) / 1000)} of CPU, ${passes} passes, ${(totalsOf(tally).email / tally.customers).toFixed(1)} mails each, ` +
      `peak of memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB; of two minutes for a million ${(((endedAt - startedAt) / 120 / customers) * 1000).toFixed(2)}`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
