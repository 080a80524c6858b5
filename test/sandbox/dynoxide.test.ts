import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tableEnvironment } from '../../lib/aws/create-tables.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import { type Dynoxide, findDynoxide, NoDynoxideError, startDynoxide } from '../../lib/sandbox/dynoxide.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const tableOf = ({ endpoint }: Dynoxide) =>
  awsWorld({ environment: tableEnvironment(), config: { endpoint, region: 'eu-west-1', credentials } }).table;
const key = { table: 'control' as const, pk: 'p', sk: 's' };

describe('the binary of the embedded DynamoDB', () => {
  it('is the one that DYNOXIDE_BIN names', () => {
    expect(findDynoxide({ DYNOXIDE_BIN: '/opt/dynoxide', PATH: '' })).toBe('/opt/dynoxide');
  });

  it('when missing, the error says what to set', () => {
    expect(new NoDynoxideError().message).toMatch(/DYNOXIDE_BIN.*DYNAMODB_ENDPOINT.*memory/s);
  });
});

describe.skipIf(!findDynoxide())('the embedded DynamoDB', () => {
  let folder: string;
  const started: Dynoxide[] = [];
  const start = async (warn?: (text: string) => void) => {
    const dynoxide = await startDynoxide({ folder, ...(warn && { warn }) });
    started.push(dynoxide);
    return dynoxide;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rapport-dynoxide-'));
  });
  afterEach(async () => {
    for (const dynoxide of started.splice(0)) await dynoxide.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is taken up again while it runs', async () => {
    const first = await start();
    expect(first.reused).toBe(false);
    expect(await start()).toMatchObject({ reused: true, pid: first.pid, endpoint: first.endpoint });
  });

  it('keeps what was written when it is killed', async () => {
    const first = await start();
    await tableOf(first).write([{ put: { ...key, n: 1 } }]);
    process.kill(first.pid, 'SIGKILL');
    await pause(50);
    const second = await start();
    expect(second.reused).toBe(false);
    expect(await tableOf(second).get(key)).toEqual({ ...key, n: 1 });
  });

  it('is not mistaken for another process that has its old number', async () => {
    const statePath = join(folder, 'dynoxide.json');
    const first = await start();
    await first.stop();
    writeFileSync(statePath, JSON.stringify({ pid: process.pid, port: 1, file: first.file }));
    expect(await start()).toMatchObject({ reused: false });
    expect(JSON.parse(readFileSync(statePath, 'utf8')).pid).not.toBe(process.pid);
  });

  it('starts anew when its state file is damaged', async () => {
    writeFileSync(join(folder, 'dynoxide.json'), '{"pid":');
    expect(await start()).toMatchObject({ reused: false });
  });

  it('gets the indexes that keep its stream fast, without a warning', async () => {
    const warnings: string[] = [];
    const { file } = await start((text) => warnings.push(text));
    const database = new DatabaseSync(file, { readOnly: true });
    const names = database.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'x_sr_%' ORDER BY name").all();
    database.close();
    expect(names.map(({ name }) => name)).toEqual(['x_sr_seq', 'x_sr_shard']);
    expect(warnings).toEqual([]);
  });
});
