import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { wakeEnrollment } from '../lib/usecases/wake-enrollment.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

const taskSchema = z.object({ refs: z.array(z.object({ cid: z.string(), sk: z.string(), dueAt: z.number() })) });

/** Called by the queue `work`: each enrollment that is due moves on. */
export function create(world: World) {
  const log = functionLog('wake-enrollments');
  return middy<SQSEvent>()
    .use(logContext(log))
    .handler((event) =>
      eachMessage({ world, log }, event, async (body) => {
        for (const ref of taskSchema.parse(body).refs) await wakeEnrollment(world, ref);
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
