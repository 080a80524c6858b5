import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import type { Violation } from './history.ts';
import { mutationNamed } from './named-mutation.ts';
import type { Job, Told } from './worker.ts';

/*
 * node test/faults/simulate.ts [--seeds N] [--from S] [--workers 2] [--mutation NAME]   looks for a seed that violates something
 * node test/faults/simulate.ts --seed S [--mutation NAME] [--whole]                     replays one, and shows the shortest trace it finds
 */
const values = given();

function given() {
  try {
    return parseArgs({
      options: {
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        workers: { type: 'string', default: '2' },
        mutation: { type: 'string' },
        whole: { type: 'boolean', default: false },
        'again-every': { type: 'string', default: '0' },
        'keep-going': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** A mistake in a flag is a sentence, not a stack. */
function refuse(what: string): never {
  console.error(`simulate-faults: ${what}`);
  process.exit(2);
}

function whole(name: string, text: string, least = 0): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
    return refuse(`--${name} is a whole number${least > 0 ? ` of at least ${least}` : ''}, not "${text}"`);
  return number;
}

interface Sum {
  seeds: number;
  happenings: number;
  calls: number;
  messages: number;
  faults: Record<string, number>;
}

const sum: Sum = { seeds: 0, happenings: 0, calls: 0, messages: 0, faults: {} };
const failed: { seed: number; violations: Violation[] }[] = [];

await mutationNamed(values.mutation).catch((error: Error) => refuse(`--mutation: ${error.message}`));
if (values.seed !== undefined) process.exitCode = await replay(whole('seed', values.seed));
else process.exitCode = await search();

async function search(): Promise<number> {
  const began = performance.now();
  const [from, seeds] = [whole('from', values.from), whole('seeds', values.seeds, 1)];
  const [workers, againEvery] = [whole('workers', values.workers, 1), whole('again-every', values['again-every'])];
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{bar} {value}/{total} seeds, {eta_formatted} left, {violations} violations' })
    : undefined;
  bar?.start(seeds, 0, { violations: 0 });
  const log = bar ? undefined : setInterval(() => console.error(`${sum.seeds} of ${seeds} seeds, ${failed.length} violations`), 10_000);
  let next = from;
  const share = 50;
  const work = async () => {
    const worker = start();
    while (next < from + seeds && (failed.length === 0 || values['keep-going'])) {
      const job: Job = { from: next, to: Math.min(next + share, from + seeds), againEvery };
      next = job.to;
      const told = await ask(worker, job);
      add(told);
      bar?.update(sum.seeds, { violations: failed.length });
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: workers }, work));
  clearInterval(log);
  bar?.stop();
  show((performance.now() - began) / 1000);
  const [first] = failed.sort((a, b) => a.seed - b.seed);
  if (!first) return 0;
  for (const { seed, violations } of failed) console.log(`seed ${seed}: invariant ${violations[0]?.invariant}: ${violations[0]?.what}`);
  console.log(`\nreplay: npm run simulate-faults -- --seed ${first.seed}${values.mutation ? ` --mutation '${values.mutation}'` : ''}`);
  return 1;
}

function start(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: { mutation: values.mutation } });
}

async function ask(worker: Worker, job: Job | { replay: number; whole: boolean }): Promise<Told> {
  worker.postMessage(job);
  // Rejects when the worker fails.
  const [told]: Told[] = await once(worker, 'message');
  if (!told) throw new Error('a worker told nothing');
  return told;
}

function add(told: Told): void {
  sum.seeds += told.seeds;
  sum.happenings += told.happenings;
  sum.calls += told.calls;
  sum.messages += told.messages;
  for (const [fault, times] of Object.entries(told.faults)) sum.faults[fault] = (sum.faults[fault] ?? 0) + times;
  failed.push(...told.failed);
}

function show(seconds: number): void {
  const perSecond = sum.seeds / seconds;
  const rows: [string, string][] = [
    ['seeds', String(sum.seeds)],
    ['time', `${seconds.toFixed(1)} s, ${perSecond.toFixed(1)} seeds a second`],
    ['happenings', String(sum.happenings)],
    ['calls of providers', String(sum.calls)],
    ['messages recorded', String(sum.messages)],
    ['faults', String(Object.values(sum.faults).reduce((total, times) => total + times, 0))],
    ...Object.entries(sum.faults)
      .sort(([, a], [, b]) => b - a)
      .map(([fault, times]): [string, string] => [`  ${fault}`, String(times)]),
    ['violations', String(failed.length)],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(34)}${value}`);
}

async function replay(seed: number): Promise<number> {
  const worker = start();
  const told = await ask(worker, { replay: seed, whole: values.whole });
  await worker.terminate();
  for (const line of told.lines ?? []) console.log(line);
  return told.failed.length > 0 ? 1 : 0;
}
