import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalsOf } from '../../lib/cli/simulation/report.ts';
import { runSimulation } from '../../lib/cli/simulation/run-simulation.ts';
import { sourceOfFile } from '../../lib/cli/simulation/source.ts';
import type { SimulationPlan } from '../../lib/core/simulation/simulated.ts';
import { five, planOf, until } from './simulated-plan.ts';

// What `rapport simulate --orders FILE` takes from the file to the figures: a made-up export of Shopify, two years of orders of so
// many customers, five campaigns for a year with the letter each week, against the two minutes allowed for a million.
// npm run bench:simulate-file [customers] [share of them who accept marketing]

const [customers = 20_000, accept = 0.3] = process.argv.slice(2).map(Number);

/** Whoever accepts marketing gets the letter too, without having to confirm it. */
function withoutConfirmation({ settings, ...plan }: SimulationPlan): SimulationPlan {
  const topics = Object.fromEntries(Object.entries(settings.topics).map(([id, { confirm: _, ...topic }]) => [id, topic]));
  return { ...plan, settings: { ...settings, topics } };
}

const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-'));
try {
  const file = join(folder, 'orders.csv');
  // In a process of its own: what it holds would count as memory of the simulation.
  execFileSync(process.execPath, [
    '--max-old-space-size=6000',
    join(import.meta.dirname, 'order-file.ts'),
    file,
    `${customers}`,
    `${accept}`,
  ]);
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
