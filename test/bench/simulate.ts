import { Session } from 'node:inspector/promises';
import type { Part } from '../../lib/cli/simulation/part.ts';
import { compilePlans, type SweptGroups, sweepPart } from '../../lib/cli/simulation/sweep.ts';
import { simulate } from '../../lib/cli/simulation/workers.ts';
import type { SimulationPlan } from '../../lib/core/simulation/simulated.ts';
import type { Generated } from './simulated-customers.ts';
import { planOf as examplePlan, five, from, ten, until } from './simulated-plan.ts';

// How fast the engine of `rapport simulate` is, without reading a file or counting the shop: customers a second on one core, by the CPU time of the process; how it grows with campaigns and
// with history; the peak of memory; and what a million customers would take on two cores, against the two minutes allowed.
// npm run bench:simulate [customers] [workers for the whole shop, 0 = leave that out]

const [customers = 20_000, workers = 0] = process.argv.slice(2).map(Number);
/** With the shop's rhythm counted so many times. */
function planOf(ids: string[], { counts = 1, ...options }: { counts?: number; withPoints?: boolean } = {}): SimulationPlan {
  return {
    ...examplePlan(ids, options),
    counts: Array.from({ length: counts }, (_, index) => ({
      at: from + index * 4 * 86_400_000,
      rhythm: { gaps: { 30: 20 + index, 60: 30, 90: 20, 180: 10 } },
    })),
  };
}

const shop = { until: until + 1, history: 1, perYear: 5 };
const part = (options: Generated): Part => ({ module: new URL('./simulated-customers.ts', import.meta.url).href, options });

async function measured(name: string, plan: SimulationPlan, options: Partial<Generated> = {}): Promise<void> {
  const plans = compilePlans([plan]);
  const sweep = { limits: [{}], sample: undefined, pass: 0 };
  const all = { ...shop, ...options };
  await sweepPart(plans, { part: part({ from: 0, to: 2_000, ...all }), sweep, into: new Map() }, () => undefined);
  const into: SweptGroups = new Map();
  const before = process.cpuUsage();
  await sweepPart(plans, { part: part({ from: 0, to: customers, ...all }), sweep, into }, () => undefined);
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / customers;
  const sums = [...into.values()].flatMap(({ counts }) => Object.values(counts[0]?.tally.campaigns ?? {}));
  const sent = sums.reduce((sum, one) => sum + one.sent.email + one.sent.sms, 0);
  const minutes = (each * 1e6) / 1e6 / 2 / 60;
  console.log(
    `${name.padEnd(34)} ${each.toFixed(0).padStart(6)} µs a customer ${Math.round(1e6 / each)
      .toLocaleString('en')
      .padStart(8)} a second and core` +
      `  ${(sent / customers).toFixed(1).padStart(5)} messages each   a million on two cores: ${minutes.toFixed(2)} min, ${(minutes / 2).toFixed(2)} of the limit`,
  );
}

/** Where the time goes, by the file whose function runs. */
async function profiled(plan: SimulationPlan): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const plans = compilePlans([plan]);
  const whole = part({ from: 0, to: Math.min(customers, 5_000), ...shop });
  await sweepPart(plans, { part: whole, sweep: { limits: [{}], sample: undefined, pass: 0 }, into: new Map() }, () => undefined);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const files = new Map<string, number>();
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const file = callFrame.url.split('/lib/').at(1) ?? callFrame.functionName;
    files.set(file, (files.get(file) ?? 0) + hitCount);
  }
  const total = [...files.values()].reduce((sum, hits) => sum + hits, 0);
  for (const [file, hits] of [...files].sort(([, one], [, other]) => other - one).slice(0, 15))
    console.log(`${((100 * hits) / total).toFixed(1).padStart(6)} % ${file}`);
}

if (workers === 0) {
  await measured('5 campaigns', planOf(five));
  await measured('5 campaigns, counted 91 times', planOf(five, { counts: 91 }));
  await measured('1 campaign (thank-you)', planOf(five.slice(0, 1)));
  await measured('2 campaigns', planOf(five.slice(0, 2)));
  await measured('10 campaigns', planOf(ten));
  await measured('5 campaigns, 3 years of history', planOf(five), { history: 3 });
  await measured('5 campaigns, 20 activities a year', planOf(five), { perYear: 20 });
  await measured('5 campaigns, nobody does anything', planOf(five), { perYear: 0.001 });
  await measured('5 campaigns and points', planOf(five, { withPoints: true }));
  await measured('4 campaigns, without the letter', planOf(five.slice(0, 4)));
  await measured('the letter alone, 53 times', planOf(['newsletter']));
  console.log(`peak of memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  await profiled(planOf(five));
} else {
  const startedAt = performance.now();
  const parts = Array.from({ length: Math.ceil(customers / 1_000) }, (_, index) =>
    part({ from: index * 1_000, to: Math.min(customers, (index + 1) * 1_000), ...shop }),
  );
  const { passes, tally } = await simulate(planOf(five), parts, { workers });
  const { user, system } = process.cpuUsage();
  console.log(
    `${tally.customers.toLocaleString('en')} customers, 5 campaigns, ${workers} threads: ${((performance.now() - startedAt) / 1000).toFixed(0)} s, ` +
      `${((user + system) / 1e6).toFixed(0)} s of CPU, ${passes} passes, peak of memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
}
