import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { activitySchema } from '../lib/core/activity.ts';
import { InvalidInputError } from '../lib/core/invalid-input.ts';
import { recordActivity } from '../lib/usecases/record-activity.ts';
import type { World } from '../lib/world.ts';
import { parkPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by the bus: what another system of the shop tells is recorded as an activity. */
export function create(world: World) {
  const log = functionLog('on-event');
  return middy<EventBridgeEvent<string, unknown>>()
    .use(logContext(log))
    .handler((event) =>
      parkPoison({ world, log }, event, async () => {
        const recorded = await recordActivity(world, activitySchema.parse(event.detail));
        log.metrics.addMetric(recorded, 'Count', 1);
        if (recorded === 'conflict') throw new InvalidInputError('an activity with this type and id but other content was recorded before');
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
