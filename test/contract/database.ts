import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables, tableEnvironment } from '../../lib/aws/create-tables.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import { findDynoxide, startDynoxide } from '../../lib/sandbox/dynoxide.ts';
import type { World } from '../../lib/world.ts';

export const noDatabase = process.env.DYNAMODB_ENDPOINT || findDynoxide() ? undefined : 'no dynoxide binary and no DYNAMODB_ENDPOINT';

export interface TestDatabase {
  client: DynamoDBClient;
  endpoint: string;
  world: World;
  /** The variables that name its tables. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** Fresh tables on DYNAMODB_ENDPOINT, or on a dynoxide of their own that ends with `close`. */
export async function openDatabase(now: () => number = Date.now): Promise<TestDatabase> {
  const given = process.env.DYNAMODB_ENDPOINT;
  const folder = mkdtempSync(join(tmpdir(), 'rapport-test-'));
  const dynoxide = given ? undefined : await startDynoxide({ folder });
  const prefix = given ? `rapport-test-${process.pid}-${now()}` : 'rapport';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = dynoxide?.endpoint ?? given ?? '';
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  if (given) await createTables(client, prefix);
  const environment = tableEnvironment(prefix);
  const close = async () => {
    client.destroy();
    await dynoxide?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { client, endpoint, world: awsWorld({ now, environment, dynamodb: client }), environment, close };
}
