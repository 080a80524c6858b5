import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { openFolder, removeFolder } from './sixty-days.ts';

let folder: string;
const inFolder = () => {
  beforeAll(async () => {
    folder = await openFolder();
  });
  afterAll(() => removeFolder(folder));
};

/** The last days alone are played as they would have arrived. */
const lastDays = ['--live-from', '2026-10-20'];

/** Runs `rapport` until it ends, or kills it as soon as it says `until`. */
async function rapport(args: string[], until?: string): Promise<string> {
  const child = spawn(process.execPath, [resolve('bin/rapport.ts'), ...args], { cwd: folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (until && output.includes(until)) child.kill('SIGKILL');
    });
  const code = await new Promise((done) => child.once('close', done));
  return `${output}exit code ${code}`;
}

describe.skipIf(!findDynoxide())('a sandbox that holds the orders of one file', () => {
  inFolder();
  const options = [...lastDays, '--port', '4620'];
  beforeAll(() => rapport(['sandbox', '--orders', 'orders.csv', ...options], 'First message'));

  it('takes the same order told again for the same order, and says when nobody can be reached', async () => {
    const order = ['order', 'stranger', '49.90', 'GBP', '--id', 'A1'];
    expect(await rapport(order)).toMatch(/was recorded\nstranger has neither e-mail address nor phone number[\s\S]*exit code 0$/);
    expect(await rapport(order)).toMatch(/was recorded before: nothing changed[\s\S]*exit code 0$/);
    expect(await rapport(['order', 'stranger', '50.00', 'GBP', '--id', 'A1'])).toMatch(
      /placed before with another content[\s\S]*exit code 1$/,
    );
  });

  it('is not started with another, and not emptied for one that cannot be read', async () => {
    expect(await rapport(['sandbox', '--exit', ...options])).toMatch(/holds .*orders\.csv.*--fresh to forget it\nexit code 1$/);
    expect(await rapport(['sandbox', '--orders', 'missing.csv', '--fresh', ...options])).toMatch(/missing\.csv.*\nexit code 1$/);
    expect(await rapport(['sandbox', '--orders', 'orders.csv', '--exit', ...options])).toMatch(/the equation closes[\s\S]*exit code 0$/);
  });
});

describe.skipIf(!findDynoxide())('a sandbox that is killed in the middle of the play', () => {
  inFolder();
  const run = (until?: string) => rapport(['sandbox', '--orders', 'orders.csv', ...lastDays, '--exit', '--port', '4610'], until);

  it('goes on: nobody is thanked twice, nobody is forgotten', async () => {
    mkdirSync(join(folder, '.sandbox'));
    await run('Inbox:');
    await run('First message');
    const output = await run();
    expect(output).toContain('60 orders recorded of 12 customers');
    expect(output).toContain('the equation closes');
    expect(output).toMatch(/messages targeted\n {2}sent +(9|1[01])\n/);
  });
});
