import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { eventBus } from '../lib/aws/bus.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { InvalidInputError } from '../lib/core/invalid-input.ts';
import { auditStretch, auditTaskSchema } from '../lib/usecases/audit-stretch.ts';
import { enterRecipients, enterTaskSchema } from '../lib/usecases/enter-recipients.ts';
import { passPage, passTaskSchema } from '../lib/usecases/pass-page.ts';
import { selectRecipients, selectTaskSchema } from '../lib/usecases/select-recipients.ts';
import type { World } from '../lib/world.ts';
import { eachMessage } from './middleware/batch.ts';
import { isPoison } from './middleware/dead-letter.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

/** What a body of the queue asks for: it has this one key. */
const tasks: Record<string, (world: World, body: unknown) => Promise<Record<string, number>>> = {
  select: (world, body) => selectRecipients(world, selectTaskSchema.parse(body)),
  enter: (world, body) => enterRecipients(world, enterTaskSchema.parse(body), isPoison),
  audit: (world, body) => auditStretch(world, auditTaskSchema.parse(body)),
  pass: (world, body) => passPage(world, passTaskSchema.parse(body), isPoison),
};

/** Called by the queue `pages`: customers are selected, entered and accounted for, a page at a time. */
export function create(world: World) {
  const log = functionLog('enroll-customers');
  return middy<SQSEvent>()
    .use(logContext(log))
    .handler((event) =>
      eachMessage({ world, log }, event, async (body) => {
        const [[name, asked] = ['nothing', undefined]] = Object.entries(Object(body));
        const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
        if (!task) throw new InvalidInputError(`a task is one of ${Object.keys(tasks).join(', ')}, not ${name}`);
        for (const [counted, count] of Object.entries(await task(world, asked))) log.metrics.addMetric(counted, 'Count', count);
      }),
    );
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue, emit: eventBus }));
