import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createTables } from '../aws/create-tables.ts';
import type { Environment } from '../aws/env.ts';

/** A running embedded DynamoDB. */
export interface Dynoxide {
  endpoint: string;
  pid: number;
  /** The database. */
  file: string;
  /** True when it was still running from an earlier start. */
  reused: boolean;
  /** Ends the process; the file stays. */
  stop(): Promise<void>;
}

interface State {
  pid: number;
  port: number;
  file: string;
}

/** This platform has no embedded DynamoDB. The message says what to do instead. */
export class NoDynoxideError extends Error {
  override name = 'NoDynoxideError';
  constructor() {
    super(
      `There is no embedded DynamoDB (dynoxide) for ${process.platform}-${process.arch}. Set DYNOXIDE_BIN to its binary or put dynoxide on PATH, ` +
        'or set DYNAMODB_ENDPOINT to another DynamoDB (AWS Emulator, DynamoDB Local); else the sandbox keeps its state in memory and loses it at exit.',
    );
  }
}

/** The binary: DYNOXIDE_BIN, else the npm package of this platform, else `dynoxide` on PATH; undefined when there is none. */
export function findDynoxide(environment: Environment = process.env): string | undefined {
  if (environment.DYNOXIDE_BIN) return environment.DYNOXIDE_BIN;
  const name = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const candidates = [packagedBinary(name), ...(environment.PATH ?? '').split(delimiter).map((folder) => join(folder, name))];
  return candidates.find((path) => path !== undefined && isExecutable(path));
}

function packagedBinary(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`);
    return join(dirname(manifest), name);
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts dynoxide on a free port of this machine with its database in `folder`, or takes up the one that still runs there, and creates the tables.
 * It outlives this process until `stop`. `warn` hears of what is slower than it should be. Throws `NoDynoxideError` without a binary.
 */
export async function startDynoxide({ folder, warn = console.warn }: { folder: string; warn?: (text: string) => void }): Promise<Dynoxide> {
  mkdirSync(folder, { recursive: true });
  const statePath = join(folder, 'dynoxide.json');
  const running = readState(statePath);
  const reused = running !== undefined && (await isOurs(running));
  const state = reused ? running : await launch(resolve(folder, 'dynamodb.sqlite'));
  writeFileSync(statePath, JSON.stringify(state));
  await createTables(clientOf(state));
  indexStream(state.file, warn);
  return { endpoint: endpointOf(state), pid: state.pid, file: state.file, reused, stop: () => stop(state, statePath) };
}

/** The one that still runs on the database of `folder`, if any; nothing is started. */
export async function runningDynoxide(folder: string): Promise<Dynoxide | undefined> {
  const statePath = join(folder, 'dynoxide.json');
  const state = readState(statePath);
  if (!state || !(await isOurs(state))) return undefined;
  return { endpoint: endpointOf(state), pid: state.pid, file: state.file, reused: true, stop: () => stop(state, statePath) };
}

function readState(path: string): State | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const { pid, port, file } = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && Number.isInteger(port) && typeof file === 'string' ? { pid, port, file } : undefined;
  } catch {
    return undefined;
  }
}

/** A process id may have been given to another program since. */
async function isOurs(state: State): Promise<boolean> {
  if (!isAlive(state.pid) || !existsSync(state.file)) return false;
  const commandLine = `/proc/${state.pid}/cmdline`;
  if (existsSync(commandLine) && !readFileSync(commandLine, 'utf8').split('\0').includes(state.file)) return false;
  return answers(state);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function launch(file: string): Promise<State> {
  const binary = findDynoxide();
  if (!binary) throw new NoDynoxideError();
  const port = await freePort();
  const log = openSync(`${file}.log`, 'a');
  const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const state = { pid: child.pid ?? 0, port, file };
  await untilReady(child, state);
  return state;
}

async function untilReady(child: ChildProcess, state: State): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (let attempt = 0; attempt < 200; attempt++) {
    if (failure || child.exitCode !== null) break;
    if (await answers(state)) return;
    await pause(25);
  }
  if (child.exitCode === null) child.kill();
  throw new Error(`The embedded DynamoDB did not start: see ${state.file}.log, or set DYNAMODB_ENDPOINT to another one.`, {
    cause: failure,
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('This machine gave no free port'))));
    });
  });
}

function endpointOf({ port }: State): string {
  return `http://127.0.0.1:${port}`;
}

function clientOf(state: State): DynamoDBClient {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  return new DynamoDBClient({ endpoint: endpointOf(state), region: 'eu-west-1', credentials, maxAttempts: 1 });
}

async function answers(state: State): Promise<boolean> {
  const client = clientOf(state);
  try {
    await client.send(new ListTablesCommand({}));
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

const streamColumns = ['table_name', 'shard_id', 'sequence_number'];

/**
 * dynoxide looks for a stream's last number without an index, so each write gets slower as the stream grows; these keep it flat.
 * The table is private to dynoxide: when it looks otherwise than in the pinned version, nothing is touched.
 */
function indexStream(file: string, warn: (text: string) => void): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    const columns = database
      .prepare("SELECT name FROM pragma_table_info('_stream_records')")
      .all()
      .map(({ name }) => name);
    const missing = streamColumns.filter((column) => !columns.includes(column));
    if (missing.length > 0) throw new Error(`its table _stream_records has no column ${missing.join(', ')}`);
    database.exec(`
      CREATE INDEX IF NOT EXISTS x_sr_seq ON _stream_records(table_name, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS x_sr_shard ON _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER));`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`The embedded DynamoDB's stream could not be indexed, so writes get slower as it grows: ${reason}`);
  } finally {
    database.close();
  }
}

async function stop({ pid }: State, statePath: string): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt++) await pause(20);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(statePath, { force: true });
}
