import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { streamEvent } from '../../lib/memory/lambda-event.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import type { Operation, StreamName } from '../../lib/world.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

const changes = (table: StreamName): Operation[][] => {
  const key = { table, pk: 'p', sk: 's' };
  return [
    [{ put: { ...key, n: 1, text: 'é', list: [null, true], 'odd.name': { '#': '' } } }],
    [{ update: key, add: [[['n'], 2]], set: [[['odd.name', 'x'], [1]]] }],
    [{ update: key, set: [[['n'], 9]], if: { equals: [['n'], 1] } }],
    [{ put: { ...key, sk: 't' } }, { update: { ...key, sk: 'u' }, set: [[['a'], 1]] }],
    [{ delete: key }],
    [{ delete: key }],
    [{ put: { ...key, n: 2 } }],
  ];
};

describe.skipIf(noDatabase)(`the memory World’s feed ${noDatabase ?? ''}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database?.close());

  async function streamOf(table: StreamName) {
    const { region, credentials } = database.client.config;
    const streams = new DynamoDBStreamsClient({ endpoint: database.endpoint, region, credentials });
    const described = await database.client.send(
      new DescribeTableCommand({ TableName: database.environment[environmentNames.tables[table]] }),
    );
    const StreamArn = described.Table?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    streams.destroy();
    return Records.map(({ eventName, dynamodb: { Keys, NewImage, OldImage, StreamViewType } = {} }) => ({
      eventName,
      Keys,
      NewImage,
      OldImage,
      StreamViewType,
    }));
  }

  it.each(['activities', 'relations'] as const)('of %s tells what the stream of the database tells', async (table) => {
    const memory = memoryWorld({ now: () => 0 });
    for (const operations of changes(table)) {
      await memory.table.write(operations);
      await database.world.table.write(operations);
    }
    const told = streamEvent(table, memory.feed.read(table, 0)).Records.map(
      ({ eventName, dynamodb: { Keys, NewImage, OldImage, StreamViewType } = {} }) => ({
        eventName,
        Keys,
        NewImage,
        OldImage,
        StreamViewType,
      }),
    );
    expect(told.length).toBe(6);
    expect(await streamOf(table)).toEqual(told);
  });
});
