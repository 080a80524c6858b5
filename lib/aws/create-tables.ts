import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { dueIndex, streamViews, type TableName, tableNames } from '../world.ts';
import { environmentNames } from './env.ts';

/** The environment variables that name the tables of a sandbox or a test: `rapport-customers` and so on. */
export function tableEnvironment(prefix = 'rapport'): Record<string, string> {
  return Object.fromEntries(tableNames.map((table) => [environmentNames.tables[table], `${prefix}-${table}`]));
}

/** Creates the four tables as the stack does, on whatever endpoint the client has. Those that exist are left as they are. */
export async function createTables(client: DynamoDBClient, prefix = 'rapport'): Promise<void> {
  await Promise.all(
    tableNames.map(async (table) => {
      const input = tableInput(table, `${prefix}-${table}`);
      try {
        await client.send(new CreateTableCommand(input));
      } catch (error) {
        if (!(error instanceof ResourceInUseException)) throw error;
      }
      await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName: input.TableName });
    }),
  );
}

function tableInput(table: TableName, name: string): CreateTableCommandInput {
  const base: CreateTableCommandInput = {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema('pk', 'sk'),
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  };
  if (table === 'customers' || table === 'control') return base;
  const streamed = { ...base, StreamSpecification: { StreamEnabled: true, StreamViewType: streamViews[table] } };
  return table === 'relations' ? withDueIndex(streamed) : streamed;
}

function withDueIndex(input: CreateTableCommandInput): CreateTableCommandInput {
  const { name, partitionKey, sortKey } = dueIndex;
  return {
    ...input,
    AttributeDefinitions: [
      ...(input.AttributeDefinitions ?? []),
      { AttributeName: partitionKey, AttributeType: 'N' },
      { AttributeName: sortKey, AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [{ IndexName: name, KeySchema: keySchema(partitionKey, sortKey), Projection: { ProjectionType: 'KEYS_ONLY' } }],
  };
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}
