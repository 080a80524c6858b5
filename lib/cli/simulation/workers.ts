import { Worker } from 'node:worker_threads';
import type { CompiledPlan } from '../../core/simulation/compile-plan.ts';
import { hasLimits, mayChange } from '../../core/simulation/draws.ts';
import { limitsFrom } from '../../core/simulation/limits.ts';
import type { Comparison, Limits, SimulationPlan } from '../../core/simulation/simulated.ts';
import type { SimulationTally } from '../../core/simulation/tally.ts';
import type { Part, Sample } from './part.ts';
import { addGroups, addSwept, compilePlans, emptySweep, type Sweep, type Swept, type SweptGroups, sweepPart } from './sweep.ts';

export interface Simulated {
  tally: SimulationTally;
  /** How often those whom the limits may concern were simulated until the shared limits stood still. */
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
  sample?: Sample | undefined;
  /** Another version of the shop for the same customers. */
  against?: SimulationPlan | undefined;
  /** How many customers were done in this pass, those included of whom the first pass holds. */
  onProgress?: ((customers: number, pass: number) => void) | undefined;
}

/** More would hardly be closer: each moves a limit by less than the one before. Where each day hangs on the days before, it takes more. */
const usualPasses = 8;
const mostPasses = 60;
/** But for so many customers in all nobody wants to wait. */
const mostPlayed = 100_000;
/** Of many parts one of so many tells about where limits will be. */
const tellsOf = 25;

/**
 * Simulates every customer of the parts. The same plan and customers give the same result, byte for byte, whatever the number of
 * workers: where a budget or the entries of a day run out is found by a further pass, until it is where the pass before found it.
 * Of who asked for nothing in between, what was counted before holds. Rejects with what a source threw.
 */
export async function simulate(plan: SimulationPlan, parts: Part[], options: SimulateOptions): Promise<Simulated> {
  const { workers, sample, against, onProgress } = options;
  const plans = against ? [plan, against] : [plan];
  const compiled = compilePlans(plans);
  const crew = crewOf(plans, compiled, Math.min(workers, parts.length));
  const settling = { crew, compiled, sample, share: sample?.share ?? 1 };
  const none = plans.map((): Limits => ({}));
  try {
    const isLimited = compiled.some(({ campaigns }) => campaigns.some(hasLimits));
    const few = parts.length < 2 * tellsOf || !isLimited ? [] : parts.filter((_, index) => index % tellsOf === 0);
    const share = (settling.share * few.length) / parts.length;
    const guessed = few.length > 0 ? (await settle({ ...settling, parts: few, share, limits: none })).limits : none;
    const { sum, limits, ...rest } = await settle({ ...settling, parts, limits: guessed, onProgress });
    return resultOf(sum, { limits, ...rest });
  } finally {
    await crew.dismiss();
  }
}

interface Settling extends Pick<SimulateOptions, 'sample' | 'onProgress'> {
  crew: Crew;
  compiled: CompiledPlan[];
  parts: Part[];
  /** The part of all customers that is simulated. */
  share: number;
  /** Where everything runs out, as far as it is known. */
  limits: Limits[];
}

/** Passes over the parts, until what is shared runs out where the pass before found it. */
async function settle({ crew, compiled, parts, sample, share, onProgress, ...known }: Settling) {
  const tasks = parts.map((part): Task => ({ part, groups: undefined }));
  const counted: SweptGroups = new Map();
  const passes: Limits[][] = [];
  let { limits } = known;
  let played = 0;
  for (let pass = 1; ; pass += 1) {
    let done = 0;
    const limited = { passes, plans: compiled, now: limits };
    const again = new Set([...counted.keys()].filter((group) => mayChange(group, limited)));
    const swept = await crew.sweep({ limits, sample, pass: passes.length, ...(pass > 1 && { again }) }, tasks, (more) => {
      done += more;
      onProgress?.(done, pass);
    });
    passes.push(limits);
    for (const group of again) counted.delete(group);
    for (const [group, each] of swept) counted.set(group, each);
    const sum = [...counted.values()].reduce(addSwept, emptySweep(compiled));
    const found = sum.counts.map(({ demand }, index) => limitsOf(compiled[index], demand, share));
    const settled = JSON.stringify(found) === JSON.stringify(limits);
    for (const { counts } of swept.values()) played += counts[0]?.tally.customers ?? 0;
    const isLast = pass === mostPasses || (pass >= usualPasses && played >= mostPlayed);
    if (settled || isLast) return { sum, limits, passes: pass, settled };
    limits = found;
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

/** A part, and the groups of its customers once the first pass has found them. */
interface Task {
  part: Part;
  groups: Uint8Array | undefined;
}

/** Those who share a pass. */
interface Crew {
  sweep(sweep: Sweep, tasks: Task[], onCustomers: (more: number) => void): Promise<SweptGroups>;
  dismiss(): Promise<unknown>;
}

function crewOf(plans: SimulationPlan[], compiled: CompiledPlan[], size: number): Crew {
  if (size <= 1) return alone(compiled);
  const workers = Array.from({ length: size }, () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: plans }));
  return {
    async sweep(sweep, tasks, onCustomers) {
      const queue = toSweep(sweep, tasks, onCustomers);
      const all = await Promise.all(workers.map((worker) => work(worker, { sweep, queue, onCustomers })));
      return all.reduce(addGroups);
    },
    dismiss: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

function alone(compiled: CompiledPlan[]): Crew {
  return {
    async sweep(sweep, tasks, onCustomers) {
      const into: SweptGroups = new Map();
      for (const task of toSweep(sweep, tasks, onCustomers)) task.groups = await sweepPart(compiled, { ...task, sweep, into }, onCustomers);
      return into;
    },
    dismiss: async () => undefined,
  };
}

/** Parts of which somebody is to be simulated; the others are not read again. */
function toSweep({ again }: Sweep, tasks: Task[], onCustomers: (more: number) => void): Task[] {
  return tasks.filter(({ groups }) => {
    const isStill = again !== undefined && groups?.every((group) => !again.has(group)) === true;
    if (isStill) onCustomers(groups.length);
    return !isStill;
  });
}

/** What a worker is told, and what it tells. */
export type Order = { begin: Sweep } | Task | { end: true };
export type Report = { more: number } | { ready: true; groups?: Uint8Array } | { swept: SweptGroups } | { failed: unknown };

/** Hands one worker part after part, and asks for the sum in the end. */
function work(
  worker: Worker,
  { sweep, queue, onCustomers }: { sweep: Sweep; queue: Task[]; onCustomers: (more: number) => void },
): Promise<SweptGroups> {
  const send = (order: Order) => worker.postMessage(order);
  return new Promise<SweptGroups>((resolve, reject) => {
    let task: Task | undefined;
    const next = () => {
      task = queue.shift();
      send(task ?? { end: true });
    };
    const hear = (report: Report) => {
      if ('more' in report) return onCustomers(report.more);
      if ('ready' in report) {
        if (task) task.groups = report.groups;
        return next();
      }
      stop();
      if ('swept' in report) resolve(report.swept);
      else reject(report.failed);
    };
    const fail = (error: unknown) => {
      stop();
      reject(error);
    };
    const leave = () => fail(new Error('a thread that simulates ended before it was done'));
    const stop = () => worker.off('message', hear).off('error', fail).off('exit', leave);
    worker.on('message', hear).on('error', fail).on('exit', leave);
    send({ begin: sweep });
  });
}
