import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { changesOf, countChanges } from '../lib/usecases/count-changes.ts';
import type { World } from '../lib/world.ts';
import { failuresFrom, readInOrder } from './middleware/batch.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

/** Lambda names the shard because the stream is read in windows; their state is not used. */
type WindowEvent = DynamoDBStreamEvent & { shardId: string };

/** Called by the stream of `relations`, shard by shard: what became of entries and messages is added to the counters. */
export function create(world: World) {
  const log = functionLog('count-events');
  return middy<WindowEvent, DynamoDBBatchResponse & { state: object }>()
    .use(logContext(log))
    .handler(async ({ Records, shardId }) => {
      const { found, failed } = await readInOrder({ world, log }, Records, (record) => changesOf(changeIn(record)));
      const failures = await countChanges(world, shardId, found);
      for (const { sequence, error } of failures) logFailure(log, error, { sequence });
      return { state: {}, batchItemFailures: failuresFrom([...failed, ...failures.map(({ sequence }) => sequence)]) };
    });
}

function changeIn({ dynamodb: { OldImage, NewImage, SequenceNumber = '', ApproximateCreationDateTime = 0 } = {} }: DynamoDBRecord) {
  const image = (found: typeof NewImage) => found && unmarshall(found as Parameters<typeof unmarshall>[0]);
  return { sequence: SequenceNumber, at: ApproximateCreationDateTime * 1000, before: image(OldImage), after: image(NewImage) };
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
