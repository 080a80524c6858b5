import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutations } from './mutations.ts';

/*
 * node test/faults/prove-net.ts [--seeds 2000] [--workers 2] [--only TEXT] [--quickly]
 * Puts each mutation into the program and lets the simulator look for it: which seed finds it, and by which invariant. The
 * program as it is must pass that seed. Fails when a mutation is not found. `--quickly`: only those that are found at once.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    quickly: { type: 'boolean', default: false },
  },
});

const chosen = mutations.filter(({ name, quickly }) => name.includes(values.only) && (quickly || !values.quickly));
const width = Math.max(...chosen.map(({ name }) => name.length)) + 2;
let found = 0;
for (const { name } of chosen) {
  const began = performance.now();
  const { caught, words } = await look(name);
  if (caught) found += 1;
  console.log(`${name.padEnd(width)}${words}  (${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
console.log(`\n${found} of ${chosen.length} mutations were found`);
process.exitCode = found < chosen.length ? 1 : 0;

async function look(mutation: string): Promise<{ caught: boolean; words: string }> {
  const { code, text } = await simulate('--seeds', values.seeds, '--mutation', mutation);
  const [, seed = '', invariant, what = ''] = /^seed (\d+): invariant (\d): (.*)$/m.exec(text) ?? [];
  if (code === 0) return { caught: false, words: `NOT FOUND in ${values.seeds} seeds` };
  if (seed === '') return { caught: false, words: `FAILED: ${text.trim().slice(-300)}` };
  const without = await simulate('--from', seed, '--seeds', '1');
  if (without.code !== 0) return { caught: false, words: `seed ${seed} fails without it too: ${what}` };
  return { caught: true, words: `seed ${seed.padStart(4)}  invariant ${invariant}  ${what.slice(0, 100)}` };
}

function simulate(...args: string[]): Promise<{ code: number | null; text: string }> {
  const script = fileURLToPath(new URL('./simulate.ts', import.meta.url));
  const child = spawn(process.execPath, [script, '--workers', values.workers, ...args]);
  let text = '';
  const hear = (part: Buffer) => {
    text += part;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}
