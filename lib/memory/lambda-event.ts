import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { type StreamName, streamViews } from '../world.ts';
import type { Change } from './change-feed.ts';
import type { QueuedTask } from './queues.ts';
import { type Attributes, sizeOfAttributes } from './values.ts';

/** The event with which Lambda wakes a function on a DynamoDB stream. */
export function streamEvent(table: StreamName, changes: Change[]): DynamoDBStreamEvent {
  return { Records: changes.map((change) => streamRecord(table, change)) };
}

/** One record of it; the sandbox matches filters on this form. */
export function streamRecord(table: StreamName, { sequence, at, eventName, keys, newImage, oldImage }: Change): DynamoDBRecord {
  return {
    eventID: `${table}-${sequence}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'memory',
    eventSourceARN: `arn:aws:dynamodb:memory:000000000000:table/${table}/stream/1`,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: marshalled(keys),
      ...(newImage && { NewImage: marshalled(newImage) }),
      ...(oldImage && { OldImage: marshalled(oldImage) }),
      SequenceNumber: String(sequence).padStart(21, '0'),
      SizeBytes: [keys, newImage, oldImage].reduce((sum, image) => sum + (image ? sizeOfAttributes(image) : 0), 0),
      StreamViewType: streamViews[table],
    },
  };
}

/** Through JSON, as the records of Lambda come. */
function marshalled(image: Attributes): Record<string, AttributeValue> {
  return JSON.parse(JSON.stringify(marshall(image)));
}

/** The event with which Lambda wakes a function on a queue. */
export function queueEvent(queue: string, tasks: QueuedTask[]): SQSEvent {
  return {
    Records: tasks.map(({ messageId, receipt, body, sentAt, firstReceivedAt, receiveCount }) => ({
      messageId,
      receiptHandle: receipt,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(sentAt),
        ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
        SenderId: 'memory',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:memory:000000000000:${queue}`,
      awsRegion: 'memory',
    })),
  };
}
