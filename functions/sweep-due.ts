import middy from '@middy/core';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue, sqsWaiting } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { sweepDue } from '../lib/usecases/sweep-due.ts';
import type { World } from '../lib/world.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called each minute: whatever is due goes to its worker. */
export function create(world: World) {
  const log = functionLog('sweep-due');
  return middy()
    .use(logContext(log))
    .handler(async () => {
      const { due, rejected } = await sweepDue(world);
      // A metric of every idle minute would cost more than the rest of an idle stack.
      if (due > 0) log.metrics.addMetric('due', 'Count', due);
      if (rejected > 0) log.logger.warn('the queue refused tasks; they are due again in a minute', { rejected });
    });
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue, waiting: sqsWaiting }));
