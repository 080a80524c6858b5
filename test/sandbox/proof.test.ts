import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { emptySandbox } from '../../lib/sandbox/fresh.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { copyExamples, examples } from '../example-shop.ts';

const run = promisify(execFile);
const program = resolve('bin/rapport.ts');
const now = Date.UTC(2026, 10, 2, 12);

it.skipIf(!findDynoxide())(
  'a proof that another process sends arrives in the inbox of the running sandbox',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-proof-'));
    await copyExamples(join(folder, 'campaigns'), ['birthday']);
    const sandbox = await startSandbox({ folder: join(folder, '.sandbox'), port: 0, now });
    try {
      await publishFolder(sandbox.world, join(folder, 'campaigns'), now);
      await saveCustomer(sandbox.world, {
        customer: 'ann',
        attributes: { firstName: 'Ann', birthday: '1990-05-05' },
        email: 'ann@private.example',
        at: now,
      });
      await sandbox.advanceTo(now + 60_000);
      const { proofs } = JSON.parse(readFileSync(join(examples, 'settings.json'), 'utf8'));
      const rapport = (...given: string[]) => run(process.execPath, [program, ...given, '--as', 'ann'], { cwd: folder });
      expect((await rapport('preview', 'birthday', 'birthday')).stdout).toContain('Ann');
      await expect(rapport('proof', 'birthday', '--to', 'ann@private.example')).rejects.toThrow('proofs go only to');
      expect((await rapport('proof', 'birthday', '--to', proofs[0])).stdout).toMatch(/"\[Proof\] .*": sent/);
      expect(sandbox.counts().messages).toEqual({ email: 1, sms: 0 });
      await sandbox.advanceTo(now + 120_000);
      expect(sandbox.counts().deadLetters).toBe(0);
    } finally {
      await sandbox.stop();
      await emptySandbox(join(folder, '.sandbox'));
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
