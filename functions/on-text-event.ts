import middy from '@middy/core';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { answerText } from '../lib/usecases/answer-text.ts';
import { recordReceipt } from '../lib/usecases/record-receipt.ts';
import { textEventSchema } from '../lib/usecases/text-event.ts';
import type { World } from '../lib/world.ts';
import { type FeedbackEvent, hearEach } from './middleware/feedback.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** Called by SNS with what becomes of texts, and with texts that came in. */
export function create(world: World) {
  const log = functionLog('on-text-event');
  return middy<FeedbackEvent>()
    .use(logContext(log))
    .handler((event) =>
      hearEach({ world, log }, event, async (told, at) => {
        const text = textEventSchema.parse(told);
        return 'eventType' in text ? recordReceipt(world, text) : answerText(world, text, at);
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
