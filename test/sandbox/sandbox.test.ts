import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { type SandboxOptions, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { type Log, order, smallFunctions, smallWiring } from './small-shop.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 1, 9);

async function setUp(options: Partial<SandboxOptions> = {}) {
  const log: Log = [];
  const folder = options.folder ?? temporaryFolder();
  const sandbox = await startSandbox({ port: 0, now: start, wired: smallWiring, functions: smallFunctions(log), folder, ...options });
  onTestFinished(sandbox.stop);
  return { sandbox, log, folder, of: (name: string) => log.filter((entry) => entry.name === name).map(({ what }) => what) };
}

const places = findDynoxide() ? (['dynamodb', 'memory'] as const) : (['memory'] as const);

describe.each(places)('the sandbox on %s', (tables) => {
  it('carries a write through stream, queue, SES and its events', async () => {
    const { sandbox, of } = await setUp({ tables });
    for (let n = 0; n < 7; n += 1) await sandbox.world.table.write([order(`c${n}@customers.example`)]);
    await sandbox.world.table.write([{ put: { table: 'activities', pk: 'x', sk: 'other', kind: 'visit' } }]);
    await sandbox.settle();
    expect(of('planner').flat()).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `c${n}@customers.example`));
    expect(of('sender')).toHaveLength(7);
    expect(of('feedback').toSorted()).toEqual([...Array(7).fill('Delivery'), ...Array(7).fill('Send')]);
    expect(sandbox.counts()).toMatchObject({
      now: start,
      messages: { email: 7, sms: 0 },
      deadLetters: 0,
      waiting: { work: { visible: 0, invisible: 0 } },
    });
  });

  it('wakes the schedule when something is due', async () => {
    const { sandbox, of } = await setUp({ tables });
    const dueAt = start + 3 * 86_400_000 + 1;
    await sandbox.world.table.write([{ put: { table: 'relations', pk: 'c', sk: 'ENR#a', dueShard: 7, dueAt } }]);
    expect(await sandbox.nextDueAt(start + 7 * 86_400_000)).toBe(dueAt - 1 + 60_000);
    await sandbox.advanceTo(start + 7 * 86_400_000);
    expect(of('sweeper')).toEqual([['2026-11-04T09:01:00Z', 1]]);
    expect(sandbox.world.now()).toBe(start + 7 * 86_400_000);
  });

  it('lets virtual time follow real time once it is told to', async () => {
    const { sandbox } = await setUp({ tables });
    sandbox.flow();
    await expect.poll(() => sandbox.world.now(), { timeout: 5000 }).toBeGreaterThanOrEqual(start + 1000);
  });
});

describe.skipIf(!findDynoxide())('a sandbox that ends', () => {
  it('goes on where it stopped', async () => {
    const first = await setUp({ tables: 'dynamodb' });
    await first.sandbox.world.table.write([order('a@customers.example')]);
    await first.sandbox.advanceTo(start + 60_000);
    await first.sandbox.world.table.write([order('b@customers.example')]);
    await first.sandbox.stop();
    const { sandbox, of } = await setUp({ tables: 'dynamodb', folder: first.folder, now: 0 });
    await sandbox.settle();
    expect(of('planner')).toEqual([['b@customers.example']]);
    expect(sandbox.counts()).toMatchObject({ now: start + 60_000, messages: { email: 2 } });
  });

  it('loses nothing when it is killed at any moment', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const program = fileURLToPath(new URL('killed-sandbox.ts', import.meta.url));
    for (const killAfter of [1, 15, 40]) {
      const child = fork(program, [folder, String(start)], { silent: true });
      const exited = once(child, 'exit');
      let sent = 0;
      child.on('message', () => {
        sent += 1;
        if (sent === killAfter) child.kill('SIGKILL');
      });
      expect(await exited).toEqual([null, 'SIGKILL']);
    }
    const { sandbox } = await setUp({ folder, now: 0 });
    // Batches that the kill interrupted come back when their visibility ends.
    await sandbox.advanceTo(sandbox.clock.now() + 10 * 60_000);
    const { messages } = sandbox.mailbox.find({}, { offset: 0, limit: 1000 });
    expect(new Set(messages.map(({ to }) => to)).size).toBe(60);
    expect(sandbox.counts()).toMatchObject({ deadLetters: 0, waiting: { work: { visible: 0, invisible: 0 } } });
    expect(sandbox.clock.now()).toBeGreaterThanOrEqual(start);
  });

  it('refuses a second sandbox in its folder', async () => {
    const { folder, sandbox } = await setUp();
    await expect(startSandbox({ folder, now: start, port: 0 })).rejects.toThrow(`a sandbox is already running in ${folder}`);
    await sandbox.world.table.write([order('still@customers.example')]);
    await sandbox.settle();
    expect(sandbox.counts().messages.email).toBe(1);
  });
});

describe('stopping', () => {
  it('does not wait for a jump that is under way', async () => {
    const { sandbox } = await setUp({ tables: 'memory' });
    for (let n = 1; n <= 5000; n += 1)
      await sandbox.world.table.write([
        { put: { table: 'relations', pk: `c${n}`, sk: 'ENR#a', dueShard: n % 16, dueAt: start + n * 60_000 } },
      ]);
    sandbox.flow();
    const jump = sandbox.advanceTo(start + 6000 * 60_000);
    await expect.poll(() => sandbox.clock.now()).toBeGreaterThan(start);
    await sandbox.stop();
    await jump;
    expect(sandbox.clock.now()).toBeLessThan(start + 6000 * 60_000);
  });
});
