import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { create } from '../../functions/count-events.ts';
import { environmentNames } from '../../lib/aws/env.ts';
import { dynamodbStream } from '../../lib/sandbox/dynamodb-stream.ts';
import { windowEvent } from '../../lib/sandbox/lambda.ts';
import { loadBooks } from '../../lib/store/counters.ts';
import { keys } from '../../lib/store/keys.ts';
import { confirmMessage, recordMessage } from '../../lib/store/messages.ts';
import { recount } from '../../lib/usecases/recount.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const context = { awsRequestId: 'r' } as Context;

describe.skipIf(noDatabase)(`the counters on DynamoDB ${noDatabase ?? ''}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
    database = await openDatabase(() => noon);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await database?.close();
  });

  it('take the records of its own stream, in any batches, shown twice, deletions and one item that is an other each time included', async () => {
    const { world, client, endpoint, environment } = database;
    const message = (n: number) => ({
      kind: 'message' as const,
      ...{ id: `news#2026-11-02T09:00#hello`, step: 'hello', template: 'hello', topic: 'offers', by: ['email' as const], priority: 5 },
      ...{ plannedAt: noon + n, expiresAt: noon + n + 1 },
    });
    const intent = (n: number) => ({ cid: `c${n % 20}`, message: message(n), enrollment: 'ENR#news' });
    for (let n = 0; n < 60; n++) {
      await recordMessage(world, intent(n), { state: 'held', reason: 'quiet-hours', at: noon, dueAt: noon + 1 });
      await recordMessage(world, intent(n), { state: 'sent', channel: 'email', cost: n, at: noon });
      const { sk } = keys.message(intent(n).cid, message(n));
      if (n % 3 === 0) await confirmMessage(world, { cid: intent(n).cid, sk, fact: 'openedAt' }, noon);
      if (n % 5 === 0) await world.table.write([{ delete: keys.message(intent(n).cid, message(n)) }]);
    }
    const streams = new DynamoDBStreamsClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const tableName = environment[environmentNames.tables.relations] ?? '';
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: Table?.LatestStreamArn }));
    const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
    const reader = dynamodbStream(
      streams,
      () => tableName,
      () => noon,
    );
    const handler = create(world);
    let after: string | undefined;
    for (let size = 1; ; size = (size * 7) % 41) {
      const records = await reader.read('relations', after, size);
      if (records.length === 0) break;
      for (let time = 0; time < 2; time++)
        expect(await handler(windowEvent(records, shardId), context)).toEqual({ state: {}, batchItemFailures: [] });
      after = records.at(-1)?.dynamodb?.SequenceNumber;
    }
    streams.destroy();
    const cost = (59 * 60) / 2;
    const counts = { 'sent.email': 60, opened: 20, cost };
    expect(await loadBooks(world, 'news')).toMatchObject([
      {
        bucket: '2026-11-02T09:00',
        until: noon,
        n: { ...counts, 'step/hello/sent.email': 60, 'step/hello/opened': 20, 'step/hello/cost': cost },
        gone: { 'sent.email': 12, opened: 4 },
      },
    ]);
    expect((await recount(world, 'news')).differences).toEqual([]);
  });
});
