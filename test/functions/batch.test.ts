import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { eachKey, eachMessage } from '../../functions/middleware/batch.ts';
import { functionLog } from '../../functions/middleware/log-context.ts';
import { InvalidInputError } from '../../lib/core/invalid-input.ts';
import { type MemoryWorld, memoryWorld } from '../../lib/memory/world.ts';

const log = functionLog('test');
log.logger.setLogLevel('SILENT');

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld({ now: () => 0 });
});
const letters = () => world.queues.receive('dead-letters', 10, 0).map(({ body }): unknown => JSON.parse(body));

/** As DynamoDB Streams shows it to Lambda. */
function streamEvent(...records: [pk: string, sequence: string][]): DynamoDBStreamEvent {
  return {
    Records: records.map(([pk, SequenceNumber]) => ({
      eventID: SequenceNumber,
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026',
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'x' } }, SequenceNumber, StreamViewType: 'NEW_IMAGE' },
    })),
  };
}

function queueEvent(...bodies: string[]): SQSEvent {
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' };
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: 'r',
      body,
      attributes,
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:triggered',
      awsRegion: 'eu-west-1',
    })),
  };
}

describe('records of a stream', () => {
  it('are handled in groups by partition key, in their order', async () => {
    const seen: string[][] = [];
    await eachKey({ world, log }, streamEvent(['a', '1'], ['b', '2'], ['a', '3']), async (records) => {
      seen.push(records.map(({ dynamodb }) => String(dynamodb?.SequenceNumber)));
    });
    expect(seen.sort()).toEqual([['1', '3'], ['2']]);
  });

  it('report the lowest failed sequence number, compared as numbers and returned as given', async () => {
    const handle = async () => Promise.reject(new Error('throttled'));
    const { batchItemFailures } = await eachKey({ world, log }, streamEvent(['a', '100'], ['b', '099'], ['c', '1000']), handle);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '099' }]);
  });

  it('park a poison record and go on with its neighbours', async () => {
    const seen: string[] = [];
    const { batchItemFailures } = await eachKey({ world, log }, streamEvent(['a', '1'], ['a', '2'], ['b', '3']), async (records) => {
      for (const { dynamodb } of records) {
        if (dynamodb?.SequenceNumber === '1') throw new InvalidInputError('poison');
        seen.push(String(dynamodb?.SequenceNumber));
      }
    });
    expect(batchItemFailures).toEqual([]);
    expect(seen.sort()).toEqual(['2', '3']);
    expect(letters()).toHaveLength(1);
    expect(JSON.stringify(letters())).not.toContain('NewImage');
  });
});

describe('messages of a queue', () => {
  it('report only those that failed and may succeed later', async () => {
    const { batchItemFailures } = await eachMessage({ world, log }, queueEvent('1', '2', '3'), async (body) => {
      if (body === 2) throw new Error('throttled');
    });
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
  });

  it('park what is no JSON', async () => {
    const { batchItemFailures } = await eachMessage({ world, log }, queueEvent('{', '1'), async () => undefined);
    expect(batchItemFailures).toEqual([]);
    expect(letters()).toMatchObject([{ function: 'test', record: { messageId: 'm0', body: '{' } }]);
  });

  it('are not acknowledged when the dead-letter queue refuses them', async () => {
    const refusing = { ...world, table: world.table, enqueue: async () => [{ id: 'parked', reason: 'full' }] };
    const { batchItemFailures } = await eachMessage({ world: refusing, log }, queueEvent('{', '1'), async () => undefined);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  });
});
