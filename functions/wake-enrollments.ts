import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { leaveDue } from '../lib/store/due.ts';
import { workTaskSchema } from '../lib/store/work-tasks.ts';
import { settleClick } from '../lib/usecases/settle-click.ts';
import { type DueRef, wakeEnrollment } from '../lib/usecases/wake-enrollment.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison, park } from './middleware/dead-letter.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

/** Called by the queue `work`: each enrollment that is due moves on, and one that cannot is parked and takes nobody along; clicks are told. */
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
        const task = workTaskSchema.parse(body);
        if ('click' in task) return settleClick(world, task.click);
        let failure: unknown;
        for (const ref of task.refs) failure = (await wake(ref)) ?? failure;
        if (failure) throw failure;
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
