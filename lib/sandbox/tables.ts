import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createTables, tableEnvironment } from '../aws/create-tables.ts';
import type { Instant } from '../core/time.ts';
import { streamRecord } from '../memory/lambda-event.ts';
import { memoryTable } from '../memory/table.ts';
import type { Table } from '../world.ts';
import { dynamodbStream } from './dynamodb-stream.ts';
import { NoDynoxideError, startDynoxide } from './dynoxide.ts';
import type { StreamReader } from './stream-source.ts';

/** What the four tables stand on. */
export interface SandboxTables {
  kind: 'dynamodb' | 'memory';
  /** A sentence for the person at the screen. */
  note: string;
  /** What tells the program its tables' names. */
  env: Record<string, string>;
  client: { dynamodb: DynamoDBClient } | { table: Table };
  reader: StreamReader;
  close(): Promise<void>;
}

export interface TablesOptions {
  folder: string;
  now: () => Instant;
  wanted: 'dynamodb' | 'memory' | undefined;
}

/**
 * Opens the tables: at DYNAMODB_ENDPOINT where it is set, else on the embedded DynamoDB, else, where this platform has
 * none, in memory. Rejects when `wanted` cannot be had.
 */
export async function openTables({ folder, now, wanted }: TablesOptions): Promise<SandboxTables> {
  const endpoint = process.env.DYNAMODB_ENDPOINT;
  if (wanted === 'memory') return memoryTables(now, 'the tables are in memory and lost at exit, as asked');
  if (endpoint)
    return dynamodbTables(endpoint, { note: `the tables are at DYNAMODB_ENDPOINT, ${endpoint}`, now, stop: async () => undefined });
  try {
    const dynoxide = await startDynoxide({ folder });
    return await dynamodbTables(dynoxide.endpoint, {
      note: `the tables are in ${join(folder, 'dynamodb.sqlite')}`,
      now,
      stop: dynoxide.stop,
    });
  } catch (error) {
    if (wanted === 'dynamodb' || !(error instanceof NoDynoxideError)) throw error;
    return memoryTables(now, error.message);
  }
}

async function dynamodbTables(
  endpoint: string,
  { note, now, stop }: { note: string; now: () => Instant; stop: () => Promise<void> },
): Promise<SandboxTables> {
  const config = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } };
  const [dynamodb, streams] = [new DynamoDBClient(config), new DynamoDBStreamsClient(config)];
  await createTables(dynamodb);
  return {
    kind: 'dynamodb',
    note,
    env: { ...tableEnvironment(), AWS_ENDPOINT_URL_DYNAMODB: endpoint },
    client: { dynamodb },
    reader: dynamodbStream(streams, (table) => `rapport-${table}`, now),
    async close() {
      dynamodb.destroy();
      streams.destroy();
      await stop();
    },
  };
}

function memoryTables(now: () => Instant, note: string): SandboxTables {
  const { table, feed } = memoryTable(now);
  return {
    kind: 'memory',
    note,
    env: {},
    client: { table },
    reader: {
      read: async (name, after, limit) => feed.read(name, Number(after ?? 0), limit).map((change) => streamRecord(name, change)),
    },
    close: async () => undefined,
  };
}
