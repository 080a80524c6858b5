import type { SQSBatchResponse } from 'aws-lambda';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import type { QueuedTask } from '../../lib/memory/queues.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { Engine, Source } from './engine.ts';
import { type Environments, runHandler } from './environments.ts';
import type { Result } from './fleet.ts';
import type { Queues } from './queues.ts';

type QueueWiring = Extract<Wiring['source'], { queue: string }>;

export interface QueueOptions {
  engine: Engine;
  environments: Environments;
  queues: Queues;
  name: string;
  source: QueueWiring;
  seconds: number;
}

/** More at once would meet no more of each other. */
const sideBySide = 3;

/** A queue, as Lambda polls it: what failed is shown again when it is visible again. */
export function queueSource({ engine, environments, queues, name, source, seconds }: QueueOptions): Source {
  const { random, faults } = engine;
  let under = 0;

  function show(tasks: QueuedTask[], done: (result: Result) => void): void {
    under += 1;
    const environment = environments.of(name);
    const finish = (result: Result) => {
      under -= 1;
      done(result);
    };
    engine.invoke(environment, { seconds, run: runHandler(environment, queueEvent(source.queue, tasks)), done: finish });
  }

  function settle(tasks: QueuedTask[], result: Result): void {
    if (!('answer' in result)) return;
    const failed = new Set((result.answer as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of tasks)
      if (!failed.has(messageId) && !faults.strikes('task twice', name)) queues.delete(source.queue, messageId);
  }

  return {
    nextAt: () => (under >= sideBySide ? Infinity : queues.nextAt(source.queue)),
    start() {
      const [now, most] = [engine.now(), 1 + random.below(source.batchSize)];
      const tasks = queues.receive(source.queue, most, { now, hiddenUntil: now + 6 * seconds * 1000, tries: source.tries });
      if (tasks.length === 0) return;
      for (const { messageId } of tasks)
        if (faults.strikes('task visible again too early', name)) queues.show(source.queue, messageId, now + random.below(10_000));
      show(tasks, (result) => settle(tasks, result));
    },
  };
}
