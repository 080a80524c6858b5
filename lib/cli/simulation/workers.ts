import { Worker } from 'node:worker_threads';
import type { CompiledPlan } from '../../core/simulation/compile-plan.ts';
import { limitsFrom } from '../../core/simulation/demand.ts';
import type { Comparison, Limits, SimulatedCustomer, SimulationPlan } from '../../core/simulation/simulated.ts';
import type { SimulationTally } from '../../core/simulation/tally.ts';
import { addSwept, compilePlans, emptySweep, type Sweep, type Swept, sweepPart } from './sweep.ts';

/**
 * Some of the customers: `module` is the address (import.meta.url style) of one that exports `customersOf`, and `options` is plain
 * data that tells it which. It is read again in each pass, in whatever thread.
 */
export interface Part {
  module: string;
  options: object;
}

/** What a part's module exports. */
export interface Source<Options extends object> {
  customersOf(options: Options): Iterable<SimulatedCustomer> | AsyncIterable<SimulatedCustomer>;
}

export interface Simulated {
  tally: SimulationTally;
  /** How often every customer was simulated until the shared limits stood still. */
  passes: number;
  /** False when they still moved after the most passes: the figures are close, not exact. */
  settled: boolean;
  limits: Limits;
  /** With `against`: its own tally, and the two customer by customer. */
  against?: { tally: SimulationTally; limits: Limits; comparison: Comparison };
}

export interface SimulateOptions {
  /** Threads; 1 = none beside this one. */
  workers: number;
  /** Only so much of the customers, 0 to 1, by the hash of their id and the seed. Shared limits are as much smaller. */
  sample?: { share: number; seed: string } | undefined;
  /** Another version of the shop for the same customers. */
  against?: SimulationPlan | undefined;
  /** How many customers were simulated in this pass. */
  onProgress?: ((customers: number, pass: number) => void) | undefined;
}

/** More would hardly be closer: each moves a limit by less than the one before. */
const mostPasses = 8;

/**
 * Simulates every customer of the parts. The same plan and customers give the same result, byte for byte, whatever the number of
 * workers: where a budget or the entries of a day run out is found by a further pass, until it is where the pass before found it.
 * Rejects with what a source threw.
 */
export async function simulate(plan: SimulationPlan, parts: Part[], options: SimulateOptions): Promise<Simulated> {
  const { workers, sample, against, onProgress } = options;
  const plans = against ? [plan, against] : [plan];
  const compiled = compilePlans(plans);
  const crew = crewOf(plans, compiled, Math.min(workers, parts.length));
  try {
    let limits: Limits[] = plans.map(() => ({}));
    for (let pass = 1; ; pass += 1) {
      let done = 0;
      const swept = await crew.sweep({ limits, sample }, parts, (more) => {
        done += more;
        onProgress?.(done, pass);
      });
      const found = swept.counts.map(({ demand }, index) => limitsOf(compiled[index], demand, sample?.share ?? 1));
      const settled = JSON.stringify(found) === JSON.stringify(limits);
      if (settled || pass === mostPasses) return resultOf(swept, { limits, passes: pass, settled });
      limits = found;
    }
  } finally {
    await crew.dismiss();
  }
}

function limitsOf(compiled: CompiledPlan | undefined, demand: Swept['counts'][number]['demand'], share: number): Limits {
  return compiled ? limitsFrom(demand, compiled, share) : {};
}

function resultOf(swept: Swept, { limits, ...rest }: { limits: Limits[]; passes: number; settled: boolean }): Simulated {
  const [own, other] = swept.counts;
  if (!own) throw new Error('nothing was simulated');
  return {
    tally: own.tally,
    limits: limits[0] ?? {},
    ...rest,
    ...(other && { against: { tally: other.tally, limits: limits[1] ?? {}, comparison: swept.comparison } }),
  };
}

/** Those who share a pass. */
interface Crew {
  sweep(sweep: Sweep, parts: Part[], onCustomers: (more: number) => void): Promise<Swept>;
  dismiss(): Promise<unknown>;
}

function crewOf(plans: SimulationPlan[], compiled: CompiledPlan[], size: number): Crew {
  if (size <= 1) return alone(compiled);
  const workers = Array.from({ length: size }, () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: plans }));
  return {
    async sweep(sweep, parts, onCustomers) {
      const queue = [...parts];
      const all = await Promise.all(workers.map((worker) => work(worker, { sweep, queue, onCustomers })));
      return all.reduce(addSwept, emptySweep(compiled));
    },
    dismiss: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

function alone(compiled: CompiledPlan[]): Crew {
  return {
    async sweep(sweep, parts, onCustomers) {
      const into = emptySweep(compiled);
      for (const part of parts) await sweepPart(compiled, { part, sweep, into }, onCustomers);
      // As the sum of several is: keys in order.
      return addSwept(emptySweep(compiled), into);
    },
    dismiss: async () => undefined,
  };
}

/** What a worker is told, and what it tells. */
export type Order = { begin: Sweep } | { part: Part } | { end: true };
export type Report = { more: number } | { ready: true } | { swept: Swept } | { failed: unknown };

/** Hands one worker part after part, and asks for the sum in the end. */
function work(
  worker: Worker,
  { sweep, queue, onCustomers }: { sweep: Sweep; queue: Part[]; onCustomers: (more: number) => void },
): Promise<Swept> {
  const send = (order: Order) => worker.postMessage(order);
  return new Promise<Swept>((resolve, reject) => {
    const next = () => {
      const part = queue.shift();
      send(part ? { part } : { end: true });
    };
    const hear = (report: Report) => {
      if ('more' in report) return onCustomers(report.more);
      if ('ready' in report) return next();
      stop();
      if ('swept' in report) resolve(report.swept);
      else reject(report.failed);
    };
    const fail = (error: unknown) => {
      stop();
      reject(error);
    };
    const stop = () => worker.off('message', hear).off('error', fail);
    worker.on('message', hear).on('error', fail);
    send({ begin: sweep });
  });
}
