import middy from '@middy/core';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { deliveryEventSchema } from '../lib/usecases/delivery-event.ts';
import { recordDelivery } from '../lib/usecases/record-delivery.ts';
import type { World } from '../lib/world.ts';
import { type FeedbackEvent, hearEach } from './middleware/feedback.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by EventBridge with what SES tells of a message, and once more by SNS with what must not be missed. */
export function create(world: World) {
  const log = functionLog('on-delivery-event');
  return middy<FeedbackEvent>()
    .use(logContext(log))
    .handler((event) => hearEach({ world, log }, event, async (told) => recordDelivery(world, deliveryEventSchema.parse(told))));
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
