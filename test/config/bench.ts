import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { budgetOf, bundleBase, bundleFunction, functionNames } from './bundles.ts';

// Import time of each function's bundle against a bundle of its SDK clients alone: what a cold start adds. Fastest of many,
// each in a fresh process, taken in turns so that a busy machine slows both.
const runs = 15;
const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));

function importMilliseconds(file: string): number {
  const program = `const start = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - start)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

const rows: Record<string, object> = {};
for (const name of functionNames) {
  const parts = { whole: await bundleFunction(name), base: await bundleBase(name) };
  const files = Object.entries(parts).map(([part, { code }]) => {
    const file = join(folder, `${name}-${part}.mjs`);
    writeFileSync(file, code);
    return file;
  });
  const fastest = files.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, file] of files.entries()) fastest[index] = Math.min(fastest[index] ?? 0, importMilliseconds(file));
  }
  const [whole = 0, base = 0] = fastest;
  const budget = budgetOf(name);
  rows[name] = {
    'size KB': Math.round(parts.whole.code.length / 1024),
    'size ×': Number((parts.whole.code.length / parts.base.code.length).toFixed(2)),
    'import ms': Number(whole.toFixed(1)),
    'import ×': Number((whole / base).toFixed(2)),
    'allowed ×': `${budget.size} / ${budget.time}`,
  };
}
rmSync(folder, { recursive: true });
console.table(rows);
