import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { mutations } from './mutations.ts';

const run = promisify(execFile);

it('given mistakes in the program, the simulator finds each of them', { timeout: 180_000 }, async () => {
  const script = fileURLToPath(new URL('./prove-net.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, '--quickly', '--seeds', '200', '--workers', '1']);
  const { length } = mutations.filter(({ quickly }) => quickly);
  expect(length).toBeGreaterThanOrEqual(5);
  expect(stdout).toContain(`${length} of ${length} mutations were found`);
});
