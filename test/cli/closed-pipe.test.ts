import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { outliveReader } from '../../lib/cli/closed-pipe.ts';

const root = new URL('../..', import.meta.url);

describe('a command whose reader has read enough', () => {
  it('ends as if everything had been read, and says nothing of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-'));
    const file = join(folder, 'trial.csv');
    writeFileSync(file, 'arm,bought\na,1\nb,0\n');
    const asked = ['lift', file, '--arm', 'arm', '--control', 'a', '--rate', 'bought'];
    const command = spawn(process.execPath, ['bin/rapport.ts', ...asked], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    command.stdout.destroy();
    let said = '';
    command.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(command, 'close');
    rmSync(folder, { recursive: true });
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });

  it('still fails by any other error of its output', () => {
    const stream = new Writable();
    outliveReader(stream);
    expect(() => stream.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toThrow('no space');
  });
});
