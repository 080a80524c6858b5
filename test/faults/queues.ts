import type { Instant } from '../../lib/core/time.ts';
import type { QueuedTask } from '../../lib/memory/queues.ts';
import type { QueueName, Rejected, Task } from '../../lib/world.ts';
import type { Random } from './random.ts';

interface Waiting {
  messageId: string;
  body: string;
  sentAt: Instant;
  visibleAt: Instant;
  receiveCount: number;
  firstReceivedAt: Instant;
}

/** Queues in the meaning of SQS: at least once, in any order, hidden for a while from whoever else asks. */
export interface Queues {
  enqueue(queue: QueueName, tasks: Task[], now: Instant): Rejected[];
  /** Some of the visible ones, hidden until `hiddenUntil`. What was received `tries` times goes to the dead letters instead. */
  receive(queue: QueueName, most: number, of: { now: Instant; hiddenUntil: Instant; tries: number }): QueuedTask[];
  delete(queue: QueueName, messageId: string): void;
  show(queue: QueueName, messageId: string, at: Instant): void;
  /** When a task of a queue is visible next; Infinity when there is none. */
  nextAt(queue: QueueName): Instant;
  size(queue: QueueName): number;
  /** Gives what was tried too often another chance, and forgets that of the queues `lost`. */
  redrive(now: Instant, lost: readonly QueueName[]): void;
}

export function createQueues(random: Random): Queues {
  const queues: Record<QueueName, Waiting[]> = { triggered: [], bulk: [], work: [], pages: [], 'dead-letters': [] };
  const given: { queue: QueueName; task: Waiting }[] = [];
  let sent = 0;
  const find = (queue: QueueName, messageId: string) => queues[queue].find((task) => task.messageId === messageId);
  return {
    enqueue(queue, tasks, now) {
      for (const { body, delaySeconds = 0 } of tasks)
        queues[queue].push({
          messageId: `m${++sent}`,
          body: JSON.stringify(body),
          sentAt: now,
          visibleAt: now + delaySeconds * 1000,
          receiveCount: 0,
          firstReceivedAt: 0,
        });
      return [];
    },
    receive(queue, most, { now, hiddenUntil, tries }) {
      const visible = queues[queue].filter(({ visibleAt }) => visibleAt <= now);
      const received: QueuedTask[] = [];
      while (visible.length > 0 && received.length < most) {
        const [task] = visible.splice(random.below(visible.length), 1);
        if (!task) break;
        if (task.receiveCount >= tries) {
          queues[queue].splice(queues[queue].indexOf(task), 1);
          given.push({ queue, task });
          continue;
        }
        task.receiveCount += 1;
        task.firstReceivedAt ||= now;
        task.visibleAt = hiddenUntil;
        received.push({ ...task, receipt: `${task.messageId}-${task.receiveCount}` });
      }
      return received;
    },
    delete(queue, messageId) {
      const task = find(queue, messageId);
      if (task) queues[queue].splice(queues[queue].indexOf(task), 1);
    },
    show(queue, messageId, at) {
      const task = find(queue, messageId);
      if (task) task.visibleAt = at;
    },
    nextAt: (queue) => queues[queue].reduce((first, { visibleAt }) => Math.min(first, visibleAt), Infinity),
    size: (queue) => queues[queue].length + (queue === 'dead-letters' ? given.length : 0),
    redrive(now, lost) {
      for (const { queue, task } of given.splice(0))
        if (!lost.includes(queue)) queues[queue].push({ ...task, receiveCount: 0, visibleAt: now });
    },
  };
}
