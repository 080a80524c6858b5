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
import { sendConfirmation } from '../lib/usecases/send-confirmation.ts';
import { sendOrFail } from '../lib/usecases/send-message.ts';
import { sendNotice } from '../lib/usecases/send-notice.ts';
import { sendReply } from '../lib/usecases/send-reply.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by the queue `triggered`: each message is decided now, claimed, sent and recorded; each notice goes to its colleagues. */
export function create(world: World) {
  const log = functionLog('send-message');
  return middy<SQSEvent>()
    .use(logContext(log))
    .before(dropSockets)
    .handler((event, context) => {
      const slots = gatherSlots(world);
      return eachMessage({ world, log }, event, async (body, index) => {
        const task = triggeredTaskSchema.parse(body);
        if ('notice' in task) {
          const { state, ...why } = await sendNotice(world, task.notice);
          log.metrics.addMetric(`notice-${state}`, 'Count', 1);
          return log.logger.info('notice', { about: task.notice.about, state, ...why });
        }
        if ('reply' in task) {
          const { state, reason } = await sendReply(world, task.reply);
          log.metrics.addMetric(`reply-${state}`, 'Count', 1);
          return log.logger.info('reply', { state, reason });
        }
        if ('confirmation' in task) {
          const { state, reason } = await sendConfirmation(world, task.confirmation);
          log.metrics.addMetric(`confirmation-${state}`, 'Count', 1);
          return log.logger.info('confirmation', { state, reason });
        }
        // Another for each record of each invocation: the queue may hold one message twice, and show it twice.
        const nonce = `${context.awsRequestId.slice(-12)}.${index}`;
        const paced = 'paced' in task ? task : { paced: task };
        const { state, reason, detail } = await sendOrFail(world, paced, { nonce, isPoison, slots });
        if (state === 'later') return;
        log.metrics.addMetric(state, 'Count', 1);
        log.logger.info('message', { state, reason, detail });
      });
    });
}

export const handler = create(
  grantedWorld({ table: dynamoTable, enqueue: sqsQueue, sendEmail: sesEmail, sendSms: smsVoice, emailQuota: sesQuota }),
);
