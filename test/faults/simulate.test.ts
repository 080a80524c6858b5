import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./simulate.ts', import.meta.url));
const simulate = async (...args: string[]): Promise<string> => (await run(process.execPath, [script, ...args])).stdout;

describe('whatever fails, in whatever order', { timeout: 120_000 }, () => {
  it('every invariant holds, and a seed tells the same again', async () => {
    const told = await simulate('--seeds', '300', '--again-every', '30');
    expect(told).toMatch(/^seeds {2,}300$/m);
    expect(told).toMatch(/^violations {2,}0$/m);
  });

  it('a seed is replayed byte for byte', async () => {
    const [one, other] = await Promise.all([simulate('--seed', '7', '--whole'), simulate('--seed', '7', '--whole')]);
    expect(one).toBe(other);
    expect(one).toMatch(/has the hash [0-9a-f]{16}$/m);
  });
});
