import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { tableEnvironment } from '../aws/create-tables.ts';
import { sesUnreported } from '../aws/email.ts';
import { type Environment, environmentNames } from '../aws/env.ts';
import type { Parts } from '../aws/parts.ts';
import { awsWorld } from '../aws/world.ts';
import { readAddress } from '../sandbox/address.ts';
import { readClock } from '../sandbox/clock.ts';
import { runningDynoxide } from '../sandbox/dynoxide.ts';
import { saveAsset } from '../sandbox/s3.ts';
import { sandboxFolder } from '../sandbox/sandbox.ts';
import { importEntry } from '../usecases/import-entry.ts';
import { type Asset, tableNames, type World } from '../world.ts';
import type { Recorder } from './import.ts';
import { currencyInForce } from './shop-settings.ts';

/**
 * The World that a command works on: a deployed stack, by the file that `cdk deploy --outputs-file FILE` wrote, or the
 * sandbox that runs in this folder. Rejects with a sentence that says what to start or give.
 */
export async function connect(outputsFile: string | undefined): Promise<World> {
  return outputsFile
    ? awsWorld({ environment: await deployedEnvironment(outputsFile), parts: { sendEmail: sesUnreported } })
    : sandboxWorld();
}

/** The same, for `rapport import`. */
export async function connectRecorder(outputsFile: string | undefined): Promise<Recorder> {
  const world = await connect(outputsFile);
  return {
    record: (entry) => importEntry(world, entry),
    currency: () => currencyInForce(world),
    close: () => undefined,
  };
}

async function sandboxWorld(): Promise<World> {
  const running = await runningDynoxide(sandboxFolder);
  if (!running)
    throw new Error(
      'no sandbox is running in this folder: start one with "npm start", or name a deployed stack with --outputs FILE (written by cdk deploy --outputs-file FILE)',
    );
  const config = { endpoint: running.endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } };
  // Virtual time goes on while we work: it is read anew at each use.
  const now = () => readClock(join(sandboxFolder, 'clock.json'));
  const putAsset = () => (asset: Asset) => saveAsset(sandboxFolder, asset);
  const { gateway, ...urls } = readAddress(sandboxFolder);
  const sendEmail: Parts['sendEmail'] = (options) => sesUnreported({ ...options, config: { ...config, endpoint: gateway } });
  return awsWorld({ config, now, environment: { ...tableEnvironment(), ...urls }, parts: { putAsset, sendEmail } });
}

const whatToGive = 'give the file that "cdk deploy --outputs-file FILE" wrote for one stage';

/** What only some commands need. */
const otherOutputs = [
  [environmentNames.assetsBucket, 'AssetsBucket'],
  [environmentNames.assetsUrl, 'AssetsUrl'],
  [environmentNames.publicUrl, 'PublicUrl'],
] as const;

/** What a command needs of a deployed stack. Rejects with a sentence. */
export async function deployedEnvironment(file: string): Promise<Environment> {
  const outputs = await readOutputs(file);
  const environment: Environment = {};
  for (const [name, output] of otherOutputs) if (outputs[output]) environment[name] = outputs[output];
  for (const table of tableNames) {
    const name = outputs[`${table}Table`];
    if (!name) throw new Error(`${file} has no output ${table}Table: ${whatToGive}`);
    environment[environmentNames.tables[table]] = name;
  }
  return environment;
}

/** The outputs of the one stack of the file that is ours: `{"rapport-dev":{"customersTable":"…"}}`. */
async function readOutputs(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read: ${whatToGive}`);
  });
  const stacks = stacksIn(text);
  if (!stacks) throw new Error(`${file} is not what "cdk deploy --outputs-file FILE" writes: ${whatToGive}`);
  const [ours, ...others] = stacks.filter(([, outputs]) => `${tableNames[0]}Table` in outputs);
  if (others.length === 0) return ours?.[1] ?? {};
  const names = stacks.flatMap((stack) => (stack === ours || others.includes(stack) ? [stack[0]] : []));
  throw new Error(
    `${file} tells of ${names.length} stacks, ${names.join(' and ')}, and nothing says which is meant: deploy one by its name, "cdk deploy ${names[0]} --outputs-file FILE", and give that file`,
  );
}

function stacksIn(text: string): [string, Record<string, string>][] | undefined {
  try {
    return Object.entries(outputsSchema.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));
