import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Happening, Violation } from './history.ts';
import { simulated } from './hooks.ts';
import { mutationNamed } from './named-mutation.ts';

export interface Job {
  from: number;
  to: number;
  /** Every so many seeds one is simulated twice: both must be the same, byte for byte. 0 = none. */
  againEvery: number;
}

export interface Told {
  seeds: number;
  happenings: number;
  calls: number;
  messages: number;
  faults: Record<string, number>;
  failed: { seed: number; violations: Violation[] }[];
  lines?: string[];
}

simulated(await mutationNamed(workerData?.mutation));
const { openPool } = await import('./worker-functions.ts');
const { simulate } = await import('./simulation.ts');
const { invariants } = await import('./invariants/all.ts');
const { shortest } = await import('./shrink.ts');
const { linesOf } = await import('./trace.ts');
const pool = await openPool();

async function hashOf(seed: number): Promise<string> {
  const hash = createHash('sha256');
  await simulate({ pool, checkersOf: invariants, seed, hear: (happening) => void hash.update(asText(happening)) });
  return hash.digest('hex').slice(0, 16);
}

function asText(happening: Happening): string {
  return JSON.stringify(happening, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
}

async function run({ from, to, againEvery }: Job): Promise<Told> {
  const told: Told = { seeds: 0, happenings: 0, calls: 0, messages: 0, faults: {}, failed: [] };
  for (let seed = from; seed < to; seed++) {
    const hear = (happening: Happening) => {
      told.happenings += 1;
      if (happening.kind === 'call') told.calls += 1;
      else if (happening.kind === 'fault') told.faults[happening.fault] = (told.faults[happening.fault] ?? 0) + 1;
      else if (happening.kind === 'write')
        for (const { key, before } of happening.changes) if (!before && key.sk.startsWith('MSG#')) told.messages += 1;
    };
    const { violations, steps } = await simulate({ pool, checkersOf: invariants, seed, hear });
    if (againEvery > 0 && seed % againEvery === 0) {
      const [one, other] = [await hashOf(seed), await hashOf(seed)];
      if (one !== other)
        violations.push({ invariant: 8, what: `two simulations of seed ${seed} differ: ${one}, ${other}`, at: 0, step: steps });
    }
    told.seeds += 1;
    if (violations.length > 0) told.failed.push({ seed, violations });
  }
  return told;
}

async function replay(seed: number, whole: boolean): Promise<Told> {
  const found = whole
    ? await simulate({ pool, checkersOf: invariants, seed }).then((outcome) => ({ outcome, without: {} }))
    : await shortest({ pool, checkersOf: invariants, seed });
  const happenings: Happening[] = [];
  const { without, outcome } = found;
  await simulate({ pool, checkersOf: invariants, seed, without, hear: (happening) => void happenings.push(happening) });
  const lines = linesOf({ happenings, violations: outcome.violations, story: outcome.story, without, all: whole });
  const hash = await hashOf(seed);
  const { violations } = outcome;
  return {
    seeds: 1,
    happenings: happenings.length,
    calls: 0,
    messages: 0,
    faults: {},
    failed: violations.length > 0 ? [{ seed, violations }] : [],
    lines: [...lines, `the whole history of seed ${seed} has the hash ${hash}`],
  };
}

parentPort?.on('message', (job: Job | { replay: number; whole: boolean }) => {
  const work = 'replay' in job ? replay(job.replay, job.whole) : run(job);
  work.then(
    (told) => parentPort?.postMessage(told),
    (error: unknown) => {
      // Told as an error of the worker.
      process.nextTick(() => {
        throw error;
      });
    },
  );
});
