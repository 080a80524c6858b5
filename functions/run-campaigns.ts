import middy from '@middy/core';
import { sesQuota } from '../lib/aws/email-quota.ts';
import { sesStatistics } from '../lib/aws/email-statistics.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue, sqsWaiting } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { runCampaigns } from '../lib/usecases/run-campaigns.ts';
import type { World } from '../lib/world.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

/** Called each minute: starts the runs of scheduled campaigns that are due, and sends on those that are open. */
export function create(world: World) {
  const log = functionLog('run-campaigns');
  return middy()
    .use(logContext(log))
    .handler(async () => {
      const { failures, ...counts } = await runCampaigns(world);
      // A metric of every idle minute would cost more than the rest of an idle stack.
      for (const [name, count] of Object.entries(counts)) if (count > 0) log.metrics.addMetric(name, 'Count', count);
      for (const failure of failures) logFailure(log, failure, {});
      // Said once more as a failure of the whole, so that the alarm hears of it.
      if (failures.length > 0) throw failures[0];
    });
}

export const handler = create(
  grantedWorld({ table: dynamoTable, enqueue: sqsQueue, waiting: sqsWaiting, emailQuota: sesQuota, emailStatistics: sesStatistics }),
);
