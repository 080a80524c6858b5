import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { eventBus } from '../lib/aws/bus.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { functionLog, logContext } from './middleware/log-context.ts';
import { workOnPage } from './middleware/page-tasks.ts';

/** Called by the queue `pages`: customers are selected, entered and accounted for, a page at a time; feedback that was put off is told again. */
export function create(world: World) {
  const log = functionLog('enroll-customers');
  return middy<SQSEvent>()
    .use(logContext(log))
    .handler((event) =>
      eachMessage({ world, log }, event, async (body) => {
        for (const [counted, count] of Object.entries(await workOnPage(world, body))) log.metrics.addMetric(counted, 'Count', count);
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue, emit: eventBus }));
