import middy from '@middy/core';
import type { EventBridgeEvent, SNSEvent } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { deliveryEventSchema } from '../lib/usecases/delivery-event.ts';
import { recordDelivery } from '../lib/usecases/record-delivery.ts';
import type { World } from '../lib/world.ts';
import { parkPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by EventBridge with what SES tells of a message, and once more by SNS with what must not be missed. */
export function create(world: World) {
  const log = functionLog('on-delivery-event');
  return middy<EventBridgeEvent<string, unknown> | SNSEvent>()
    .use(logContext(log))
    .handler((event) =>
      parkPoison({ world, log }, event, async () => {
        const told = 'Records' in event ? event.Records.map(({ Sns }): unknown => JSON.parse(Sns.Message)) : [event.detail];
        for (const each of told) {
          const outcome = await recordDelivery(world, deliveryEventSchema.parse(each));
          log.metrics.addMetric(outcome, 'Count', 1);
        }
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
