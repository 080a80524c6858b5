import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import type { StreamName } from '../world.ts';
import type { StreamReader } from './stream-source.ts';

interface Position {
  after: string | undefined;
  iterator: string | undefined;
}

/**
 * Reads the streams of an embedded DynamoDB, which keeps each in one shard. `tableName` gives the table's name there.
 * Several readers may follow one stream; each asks for what comes after its own checkpoint. Records bear the time of the sandbox
 * when they are read: the database knows none but its own.
 */
export function dynamodbStream(client: DynamoDBStreamsClient, tableName: (table: StreamName) => string, now: () => Instant): StreamReader {
  const shards = new Map<StreamName, { StreamArn: string; ShardId: string }>();
  const positions = new Map<StreamName, Position[]>();

  async function iteratorAfter(table: StreamName, after: string | undefined) {
    const shard = shards.get(table) ?? (await findShard(client, tableName(table)));
    shards.set(table, shard);
    const from =
      after === undefined
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
    return (await client.send(new GetShardIteratorCommand({ ...shard, ...from }))).ShardIterator;
  }

  return {
    async read(table, after, limit) {
      const known = positions.get(table) ?? [];
      const position = known.find((one) => one.after === after);
      const iterator = position?.iterator ?? (await iteratorAfter(table, after));
      const { NextShardIterator, Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
      const reached = Records.at(-1)?.dynamodb?.SequenceNumber ?? after;
      positions.set(
        table,
        [{ after: reached, iterator: NextShardIterator }, ...known.filter((one) => one !== position && one.after !== reached)].slice(0, 8),
      );
      const created = Math.floor(now() / 1000);
      return Records.map((record) => lambdaRecord(record, created));
    },
  };
}

async function findShard(client: DynamoDBStreamsClient, table: string) {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: table }));
  const StreamArn = Streams.at(-1)?.StreamArn;
  if (!StreamArn) throw new Error(`the table ${table} has no stream`);
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const [shard, ...others] = StreamDescription?.Shards ?? [];
  if (!shard?.ShardId || others.length > 0)
    throw new Error(
      `the stream of ${table} has ${others.length + (shard ? 1 : 0)} shards: the sandbox reads streams of exactly one, as the embedded DynamoDB keeps them`,
    );
  return { StreamArn, ShardId: shard.ShardId };
}

/** The SDK gives dates and bytes; Lambda gives seconds and base64. Images hold neither bytes nor sets here, so only the date differs. */
function lambdaRecord({ dynamodb, eventID, eventName, eventVersion }: _Record, created: number): DynamoDBRecord {
  const plain: DynamoDBRecord = JSON.parse(
    JSON.stringify({
      eventID,
      eventName,
      eventVersion: eventVersion ?? '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: { ...dynamodb, ApproximateCreationDateTime: created },
    }),
  );
  return plain;
}
