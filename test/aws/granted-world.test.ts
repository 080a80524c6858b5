import { ConditionalCheckFailedException, TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { grantedWorld } from '../../lib/aws/granted-world.ts';
import { dynamoTable } from '../../lib/aws/table.ts';
import { awsWorld } from '../../lib/aws/world.ts';

const key = { table: 'control' as const, pk: 'p', sk: 's' };

describe('a World with what a function was granted', () => {
  it('is made without reading a variable or connecting', () => {
    expect(() => awsWorld({ environment: {} })).not.toThrow();
  });

  it('names the variable that is missing, at its first use', async () => {
    const world = awsWorld({ environment: {} });
    await expect(world.table.get(key)).rejects.toThrow('RAPPORT_TABLE_CONTROL is not set');
    expect(() => world.publicUrl).toThrow('RAPPORT_PUBLIC_URL');
    await expect(world.emit({ id: '1', type: 'a.b', data: {} })).rejects.toThrow('RAPPORT_BUS');
  });

  it('refuses what it was not granted', async () => {
    const world = grantedWorld({ table: dynamoTable });
    await expect(world.enqueue('work', [])).rejects.toThrow('not granted "enqueue"');
    expect(() => grantedWorld({}).table).toThrow('not granted "table"');
  });

  it('has the clock that it was given', () => {
    expect(awsWorld({ now: () => 42 }).now()).toBe(42);
  });
});

describe('a write that DynamoDB refuses', () => {
  const dynamodb = mockClient(DynamoDBDocumentClient);
  afterEach(() => dynamodb.reset());
  const world = awsWorld({
    environment: { [environmentNames.tables.control]: 'c' },
    config: { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  });
  const cancelled = (...CancellationReasons: { Code: string; Item?: { v: { N: string } } }[]) =>
    new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons });
  const other = { ...key, sk: 't' };

  it.each([
    ['a conflict between transactions', cancelled({ Code: 'None' }, { Code: 'TransactionConflict' }), { reason: 'contention' }],
    [
      'a false condition besides a conflict',
      cancelled({ Code: 'TransactionConflict' }, { Code: 'ConditionalCheckFailed', Item: { v: { N: '3' } } }),
      { reason: 'condition', index: 1, found: { v: 3, table: 'control' } },
    ],
  ])('for %s answers with it', async (_, error, expected) => {
    dynamodb.on(TransactWriteCommand).rejects(error);
    expect(await world.table.write([{ put: key }, { put: other }])).toMatchObject(expected);
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'ValidationError', 'ItemCollectionSizeLimitExceeded'])(
    'for %s throws, even besides a conflict',
    async (Code) => {
      dynamodb.on(TransactWriteCommand).rejects(cancelled({ Code }, { Code: 'TransactionConflict' }));
      await expect(world.table.write([{ put: key }, { put: other }])).rejects.toThrow(TransactionCanceledException);
    },
  );

  it('alone waits for a running transaction', async () => {
    const busy = new TransactionConflictException({ message: '', $metadata: {} });
    dynamodb.on(PutCommand).rejectsOnce(busy).rejectsOnce(busy).resolves({});
    expect(await world.table.write([{ put: key }])).toBeUndefined();
  });

  it('alone throws when the others never end: nothing was written', async () => {
    dynamodb.on(PutCommand).rejects(new TransactionConflictException({ message: '', $metadata: {} }));
    await expect(world.table.write([{ put: key }])).rejects.toThrow(TransactionConflictException);
  });

  it('alone for its condition answers with the item found', async () => {
    dynamodb
      .on(PutCommand)
      .rejects(
        new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: { pk: { S: 'p' }, sk: { S: 's' }, v: { N: '2' } } }),
      );
    expect(await world.table.write([{ put: key, if: { absent: ['pk'] } }])).toEqual({
      reason: 'condition',
      index: 0,
      found: { ...key, v: 2 },
    });
  });

  it('for a fault throws', async () => {
    dynamodb.on(PutCommand).rejects(Object.assign(new Error('down'), { name: 'InternalServerError' }));
    await expect(world.table.write([{ put: key }])).rejects.toThrow('down');
  });
});
