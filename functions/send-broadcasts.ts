import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { sesEmail } from '../lib/aws/email.ts';
import { sesQuota } from '../lib/aws/email-quota.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dropSockets } from '../lib/aws/single-attempt.ts';
import { smsVoice } from '../lib/aws/sms.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { chunkSchema } from '../lib/store/chunks.ts';
import { sendChunk } from '../lib/usecases/send-chunk.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by the queue `bulk`: recipients of runs are sent to as fast as the provider's rate allows. */
export function create(world: World) {
  const log = functionLog('send-broadcasts');
  return middy<SQSEvent>()
    .use(logContext(log))
    .before(dropSockets)
    .handler((event, context) =>
      eachMessage({ world, log }, event, async (body, index, repeated) => {
        // Another for each record of each invocation: the queue may hold one chunk twice, and show it twice.
        const nonce = `${context.awsRequestId.slice(-12)}.${index}`;
        const chunk = chunkSchema.parse(body);
        const all = await sendChunk(world, repeated ? { ...chunk, again: true } : chunk, { nonce, isPoison });
        for (const [state, outcomes] of Map.groupBy(all, (outcome) => outcome.state)) {
          log.metrics.addMetric(state, 'Count', outcomes.length);
          for (const [reason, { length }] of Map.groupBy(outcomes, (outcome) => outcome.reason))
            log.logger.info('messages', { state, reason, count: length });
        }
      }),
    );
}

export const handler = create(
  grantedWorld({ table: dynamoTable, enqueue: sqsQueue, sendEmail: sesEmail, sendSms: smsVoice, emailQuota: sesQuota }),
);
