import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rapport-stop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['SIGTERM', 'SIGINT'] as const)('a sandbox that is told to end by %s ends in order', { timeout: 60_000 }, async (signal) => {
  const at = mkdtempSync(join(folder, signal));
  symlinkSync(new URL('../../campaigns', import.meta.url).pathname, join(at, 'campaigns'));
  const program = new URL('../../bin/rapport.ts', import.meta.url).pathname;
  const sandbox = spawn(process.execPath, [program, 'sandbox', '--port', '3871'], { cwd: at, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(sandbox, 'exit');
  for await (const line of createInterface(sandbox.stdout)) if (line.startsWith('Inbox:')) break;
  sandbox.stdout.resume();
  sandbox.kill(signal);
  // Without an end in order the signal itself would stand there, and the database would live on.
  expect(await ended).toEqual([0, null]);
});
