import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutations } from './mutations.ts';

/*
 * node test/faults/prove-net.ts [--seeds 2000] [--workers 2] [--only TEXT] [--quickly]
 * Puts each mutation into the program and lets the simulator look for it: which seed finds it, and by which invariant.
 * Fails when one is not found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    quickly: { type: 'boolean', default: false },
  },
});

interface Found {
  code: number | null;
  text: string;
}

const chosen = mutations.filter(({ name, quickly }) => name.includes(values.only) && (quickly || !values.quickly));
const width = Math.max(...chosen.map(({ name }) => name.length)) + 2;
let missed = 0;
for (const { name } of chosen) {
  const { code, text } = await simulate(name);
  const found = /^seed (\d+): invariant (\d): (.*)$/m.exec(text);
  const seeds = /^seeds +(\d+)$/m.exec(text)?.[1] ?? '0';
  if (code !== 1 || !found) missed += 1;
  if (found) console.log(`${name.padEnd(width)}seed ${(found[1] ?? '').padStart(4)}  invariant ${found[2]}  ${found[3]?.slice(0, 100)}`);
  else console.log(`${name.padEnd(width)}${code === 0 ? `NOT FOUND in ${seeds} seeds` : `FAILED: ${text.trim().slice(-300)}`}`);
}
console.log(`\n${chosen.length - missed} of ${chosen.length} mutations were found`);
process.exitCode = missed > 0 ? 1 : 0;

function simulate(mutation: string): Promise<Found> {
  const script = fileURLToPath(new URL('./simulate.ts', import.meta.url));
  const child = spawn(process.execPath, [script, '--seeds', values.seeds, '--workers', values.workers, '--mutation', mutation]);
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part));
  child.stderr.on('data', (part: Buffer) => (text += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}
