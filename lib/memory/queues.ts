import type { Instant } from '../core/time.ts';
import type { QueueName, Rejected, Task } from '../world.ts';

const largestBody = 200 * 1024;
const longestDelay = 900;

/** A task as a consumer receives it. */
export interface QueuedTask {
  messageId: string;
  /** Hands it back or takes it away; void after either. */
  receipt: string;
  /** JSON. */
  body: string;
  sentAt: Instant;
  firstReceivedAt: Instant;
  /** 1 at the first time. */
  receiveCount: number;
}

/** The consumer's side of the queues. A task received stays hidden until it is deleted or returned. */
export interface Queues {
  /** At most `most` tasks that are visible at `now`, the earliest first. */
  receive(queue: QueueName, most: number, now: Instant): QueuedTask[];
  delete(receipt: string): void;
  /** Makes it visible again from `visibleAt` on. */
  return(receipt: string, visibleAt: Instant): void;
  /** When the next hidden or visible task can be received, without those in flight; undefined when there is none. */
  nextAt(queue: QueueName): Instant | undefined;
  /** Tasks waiting and in flight. */
  size(queue: QueueName): number;
}

interface Waiting extends Omit<QueuedTask, 'receipt'> {
  queue: QueueName;
  order: number;
  visibleAt: Instant;
}

export function createQueues(now: () => Instant): Queues & { enqueue(queue: QueueName, tasks: Task[]): Rejected[] } {
  const waiting: Record<QueueName, Waiting[]> = { triggered: [], bulk: [], work: [], pages: [], 'dead-letters': [] };
  const inFlight = new Map<string, Waiting>();
  let sent = 0;

  return {
    enqueue(queue, tasks) {
      return tasks.flatMap(({ id, body, delaySeconds = 0 }) => {
        const text = JSON.stringify(body);
        const reason = refusal(text, delaySeconds);
        if (reason) return [{ id, reason }];
        const order = ++sent;
        const at = now();
        const message = { messageId: `memory-${order}`, body: text, sentAt: at, firstReceivedAt: 0, receiveCount: 0 };
        place(waiting[queue], { queue, order, visibleAt: at + delaySeconds * 1000, ...message });
        return [];
      });
    },
    receive(queue, most, at) {
      const ready = waiting[queue].slice(0, most).filter(({ visibleAt }) => visibleAt <= at);
      waiting[queue].splice(0, ready.length);
      return ready.map((task) => {
        task.receiveCount += 1;
        task.firstReceivedAt ||= at;
        const receipt = `${task.messageId}-${task.receiveCount}`;
        inFlight.set(receipt, task);
        return {
          messageId: task.messageId,
          receipt,
          body: task.body,
          sentAt: task.sentAt,
          firstReceivedAt: task.firstReceivedAt,
          receiveCount: task.receiveCount,
        };
      });
    },
    delete: (receipt) => void inFlight.delete(receipt),
    return(receipt, visibleAt) {
      const task = inFlight.get(receipt);
      if (!task) return;
      inFlight.delete(receipt);
      place(waiting[task.queue], { ...task, visibleAt });
    },
    nextAt: (queue) => waiting[queue][0]?.visibleAt,
    size: (queue) => waiting[queue].length + [...inFlight.values()].filter((task) => task.queue === queue).length,
  };
}

/** Keeps the list in the order in which tasks become visible, those of one instant in the order in which they were sent. */
function place(list: Waiting[], task: Waiting): void {
  const before = list.findLastIndex(
    (other) => other.visibleAt < task.visibleAt || (other.visibleAt === task.visibleAt && other.order < task.order),
  );
  list.splice(before + 1, 0, task);
}

function refusal(body: string, delaySeconds: number): string | undefined {
  if (Buffer.byteLength(body) > largestBody) return `the body has ${Buffer.byteLength(body)} bytes; at most ${largestBody} are allowed`;
  const fits = Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= longestDelay;
  return fits ? undefined : `the delay of ${delaySeconds} seconds is not a whole number from 0 to ${longestDelay}`;
}
