import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runningDynoxide } from '../../lib/sandbox/dynoxide.ts';
import type { Counts } from '../../lib/sandbox/sandbox.ts';
import type { Run } from '../../lib/store/runs.ts';
import type { Figures } from '../../lib/usecases/close-figures.ts';
import type { OpenBooks } from './open-books.ts';

/** What a shop that was killed and started again comes to in the end. */
export interface Survivor {
  /** How often it died. */
  killed: number;
  figures: Figures;
  runs: Run[];
  books: OpenBooks;
  waiting: Counts;
}

const program = fileURLToPath(new URL('killed-shop.ts', import.meta.url));
/** Of so many deaths one takes the database along. */
const withDatabase = 5;

/**
 * Lets the shop of `killed-shop.ts` die `kills` times, each after a random number of effects up to `most`, then live on to its end.
 * The same seed dies at the same counts.
 */
export async function killSandbox(options: {
  folder: string;
  crowd: number;
  kills: number;
  most: number;
  seed: number;
}): Promise<Survivor> {
  const { folder, crowd, kills, most, seed } = options;
  const draw = drawer(seed);
  let killed = 0;
  while (killed < kills) {
    const { signal } = await live([folder, String(crowd), String(1 + Math.floor(draw() * most))]);
    if (signal !== 'SIGKILL') break;
    killed += 1;
    const database = killed % withDatabase === 0 ? await runningDynoxide(folder) : undefined;
    if (database) process.kill(database.pid, 'SIGKILL');
  }
  const { output, code } = await live([folder, String(crowd)]);
  if (code !== 0) throw new Error(`the shop did not live on after ${killed} deaths: ${output}`);
  return { killed, ...JSON.parse(output.slice(output.indexOf('{'))) };
}

async function live(args: string[]): Promise<{ output: string; code: number | null; signal: string | null }> {
  const child = fork(program, args, { silent: true });
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  let errors = '';
  child.stderr?.on('data', (data) => (errors += data));
  const [code, signal] = await once(child, 'close');
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the shop ended with ${code ?? signal}: ${errors}`);
  return { output, code, signal };
}

/** Numbers from 0 to 1 that look random (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
