import middy from '@middy/core';
import type { SNSEvent } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { answerText } from '../lib/usecases/answer-text.ts';
import { recordReceipt } from '../lib/usecases/record-receipt.ts';
import { textEventSchema } from '../lib/usecases/text-event.ts';
import type { World } from '../lib/world.ts';
import { parkPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by SNS with what becomes of texts, and with texts that came in. */
export function create(world: World) {
  const log = functionLog('on-text-event');
  return middy<SNSEvent>()
    .use(logContext(log))
    .handler((event) =>
      parkPoison({ world, log }, event, async () => {
        for (const { Sns } of event.Records) {
          const told = textEventSchema.parse(JSON.parse(Sns.Message));
          const outcome = 'eventType' in told ? await recordReceipt(world, told) : await answerText(world, told, Date.parse(Sns.Timestamp));
          log.metrics.addMetric(outcome, 'Count', 1);
        }
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
