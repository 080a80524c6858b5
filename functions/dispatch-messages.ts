import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { eventBus } from '../lib/aws/bus.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { enrollmentFromItem } from '../lib/store/enrollments.ts';
import type { SendTask } from '../lib/store/intents.ts';
import { dispatchConfirmation } from '../lib/usecases/dispatch-confirmation.ts';
import { dispatchOfRuns, dispatchOutbox } from '../lib/usecases/dispatch-outbox.ts';
import type { World } from '../lib/world.ts';
import { eachKey } from './middleware/batch.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by the stream of `relations`: what stands newly in an outbox goes to the queue and to the bus. */
export function create(world: World) {
  const log = functionLog('dispatch-messages');
  const dispatch = async (records: DynamoDBRecord[], together: SendTask[]) => {
    for (const { dynamodb } of records) {
      const image = unmarshall(dynamodb?.NewImage as Record<string, AttributeValue>);
      if (await dispatchConfirmation(world, image)) continue;
      const { cid, sk, enrollment: now } = enrollmentFromItem(image);
      const before = dynamodb?.OldImage && enrollmentFromItem(unmarshall(dynamodb.OldImage as Record<string, AttributeValue>)).enrollment;
      const { count, ofRuns } = await dispatchOutbox(world, { cid, sk, now, before });
      log.metrics.addMetric('dispatched', 'Count', count);
      together.push(...ofRuns);
    }
  };
  return middy<DynamoDBStreamEvent>()
    .use(logContext(log))
    .handler(async (event) => {
      const together: SendTask[] = [];
      const answer = await eachKey({ world, log }, event, (records) => dispatch(records, together));
      await dispatchOfRuns(world, together);
      return answer;
    });
}

export const handler = create(grantedWorld({ enqueue: sqsQueue, emit: eventBus }));
