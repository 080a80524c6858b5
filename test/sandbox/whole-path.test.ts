import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { orderFileSource, type Source } from '../../lib/cli/sandbox-source.ts';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { emptySandbox } from '../../lib/sandbox/fresh.ts';
import { playHistory, playLive } from '../../lib/sandbox/play.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { copyExamples } from '../example-shop.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 8, 1, 10);

/** Sixty days, twelve customers, an order a day and now and then a refund; invoices of two lines. */
function orderFile(): string {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let number = 0; number < 60; number++) {
    const date = new Date(start + number * day).toISOString().slice(0, 16).replace('T', ' ');
    const customer = 100 + (number % 12);
    for (const item of ['A', 'B']) lines.push(`${5000 + number},${item},"Cup, blue",2,${date},4.95,${customer},United Kingdom`);
    if (number % 20 === 19) lines.push(`C${5000 + number},A,"Cup, blue",-1,${date},4.95,${customer},United Kingdom`);
  }
  return lines.join('\r\n');
}

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-path-'));
  file = join(folder, 'orders.csv');
  writeFileSync(file, orderFile());
  await copyExamples(join(folder, 'campaigns'));
});
afterEach(async () => {
  await emptySandbox(join(folder, '.sandbox'));
  rmSync(folder, { recursive: true, force: true });
});

/** The live orders are those of the last four weeks; each is thanked for, but the ones that were refunded before. */
const expected = { orders: 60, customers: 12, targeted: 27, sent: 27, suppressed: {}, failed: {}, unknown: 0, held: {}, open: 0 };

/** The owner is mailed on each Monday of the four weeks. */
const reports = 4;

async function play(sandbox: Sandbox, source: Source) {
  await publishFolder(sandbox.world, join(folder, 'campaigns'), source.liveFrom);
  await playHistory(sandbox, source.history(), () => undefined);
  await playLive(sandbox, source.live(), () => undefined);
  await sandbox.advanceTo(source.endAt + day);
  return closeFigures(sandbox.world);
}

describe('the whole path of an order file', () => {
  it.each(findDynoxide() ? (['memory', 'dynamodb'] as const) : (['memory'] as const))(
    'on %s: every live order is thanked for once, and the equation closes',
    async (tables) => {
      const source = await orderFileSource(file, {});
      const sandbox = await startSandbox({ folder: join(folder, '.sandbox'), port: 4600, now: source.liveFrom, tables });
      try {
        expect(await play(sandbox, source)).toMatchObject(expected);
        expect(sandbox.mailbox.counts()).toEqual({ email: expected.sent + reports, sms: 0 });
      } finally {
        await sandbox.stop();
        source.close();
      }
    },
  );
});

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
  const port = ['--port', '4620'];

  it('is not started with another, and not emptied for one that cannot be read', async () => {
    await rapport(['sandbox', '--orders', 'orders.csv', ...port], 'First message');
    expect(await rapport(['sandbox', '--exit', ...port])).toMatch(/holds .*orders\.csv.*--fresh to forget it\nexit code 1$/);
    expect(await rapport(['sandbox', '--orders', 'missing.csv', '--fresh', ...port])).toMatch(/missing\.csv.*\nexit code 1$/);
    expect(await rapport(['sandbox', '--orders', 'orders.csv', '--exit', ...port])).toMatch(/the equation closes[\s\S]*exit code 0$/);
  });

  it('takes the same order told again for the same order, and says when nobody can be reached', async () => {
    await rapport(['sandbox', '--orders', 'orders.csv', ...port], 'First message');
    const order = ['order', 'stranger', '49.90', 'GBP', '--id', 'A1'];
    expect(await rapport(order)).toMatch(/was recorded\nstranger has neither e-mail address nor phone number[\s\S]*exit code 0$/);
    expect(await rapport(order)).toMatch(/was recorded before: nothing changed[\s\S]*exit code 0$/);
    expect(await rapport(['order', 'stranger', '50.00', 'GBP', '--id', 'A1'])).toMatch(
      /placed before with another content[\s\S]*exit code 1$/,
    );
  });
});

describe.skipIf(!findDynoxide())('a sandbox that is killed in the middle of the play', () => {
  const run = (until?: string) => rapport(['sandbox', '--orders', 'orders.csv', '--exit', '--port', '4610'], until);

  it('goes on: nobody is thanked twice, nobody is forgotten', async () => {
    mkdirSync(join(folder, '.sandbox'));
    await run('Inbox:');
    await run('First message');
    const output = await run();
    expect(output).toContain('60 orders recorded of 12 customers');
    expect(output).toContain('the equation closes');
    expect(output).toMatch(/messages targeted\n {2}sent +2[67]\n/);
  });
});
