import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { sesEmail } from '../lib/aws/email.ts';
import { sesQuota } from '../lib/aws/email-quota.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dropSockets } from '../lib/aws/single-attempt.ts';
import { smsVoice } from '../lib/aws/sms.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { triggeredTaskSchema } from '../lib/store/notices.ts';
import { gatherSlots } from '../lib/usecases/gather-slots.ts';
import { workOnTask } from '../lib/usecases/work-on-task.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by the queue `triggered`: each message is decided now, claimed, sent and recorded; so are notices, replies and confirmations. */
export function create(world: World) {
  const log = functionLog('send-message');
  return middy<SQSEvent>()
    .use(logContext(log))
    .before(dropSockets)
    .handler((event, context) => {
      const slots = gatherSlots(world);
      return eachMessage({ world, log }, event, async (body, index) => {
        const task = triggeredTaskSchema.parse(body);
        // Another for each record of each invocation: the queue may hold one message twice, and show it twice.
        const nonce = `${context.awsRequestId.slice(-12)}.${index}`;
        const { what, ...outcome } = await workOnTask(world, task, { nonce, isPoison, slots });
        if (outcome.state === 'later') return;
        log.metrics.addMetric(what === 'message' ? outcome.state : `${what}-${outcome.state}`, 'Count', 1);
        log.logger.info(what, { ...outcome });
      });
    });
}

export const handler = create(
  grantedWorld({ table: dynamoTable, enqueue: sqsQueue, sendEmail: sesEmail, sendSms: smsVoice, emailQuota: sesQuota }),
);
