import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { leaveDue } from '../lib/store/due.ts';
import { type DueRef, wakeEnrollment } from '../lib/usecases/wake-enrollment.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison, park } from './middleware/dead-letter.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

const taskSchema = z.object({ refs: z.array(z.object({ cid: z.string(), sk: z.string(), dueAt: z.number() })) });

/** Called by the queue `work`: each enrollment that is due moves on. One that cannot is parked and takes nobody along. */
export function create(world: World) {
  const log = functionLog('wake-enrollments');
  const wake = async (ref: DueRef): Promise<unknown> => {
    try {
      return await wakeEnrollment(world, ref);
    } catch (error) {
      logFailure(log, error, { cid: ref.cid });
      if (!(isPoison(error) && (await park({ world, log }, ref)))) return error;
      return await leaveDue(world, ref);
    }
  };
  return middy<SQSEvent>()
    .use(logContext(log))
    .handler((event) =>
      eachMessage({ world, log }, event, async (body) => {
        let failure: unknown;
        for (const ref of taskSchema.parse(body).refs) failure = (await wake(ref)) ?? failure;
        if (failure) throw failure;
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
