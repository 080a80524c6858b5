import { type Invocations, queueEvent } from './lambda.ts';
import type { Queues } from './queue.ts';
import { type EventSource, itemFailures } from './stream-source.ts';

export interface QueueSourceParts {
  name: string;
  queue: string;
  batchSize: number;
  /** Seconds that the function may run. */
  timeout: number;
  queues: Queues;
  invocations: Invocations;
}

/** One poller of an event source mapping on a queue: what the handler did is deleted, the rest comes back after six times its timeout. */
export function queueSource({ name, queue, batchSize, timeout, queues, invocations }: QueueSourceParts): EventSource {
  return {
    name,
    async step() {
      const messages = queues.receive(queue, batchSize, 6 * timeout);
      if (messages.length === 0) return false;
      const failed = await invocations.invoke(name, queueEvent(queue, messages)).then(
        (result) => new Set(itemFailures(result)),
        () => new Set(messages.map(({ id }) => id)),
      );
      const unknown = [...failed].some((id) => !messages.some((message) => message.id === id));
      if (!unknown) for (const { id, receipt } of messages) if (!failed.has(id)) queues.delete(receipt);
      return true;
    },
  };
}

/** An event handed over by the bus or a topic, one at a time, as Lambda's asynchronous invocation does: tried again after one minute, then two. */
export function eventSource({
  name,
  queue,
  queues,
  invocations,
}: Pick<QueueSourceParts, 'name' | 'queue' | 'queues' | 'invocations'>): EventSource {
  return {
    name,
    async step() {
      const [message] = queues.receive(queue, 1, 900);
      if (!message) return false;
      await invocations.invoke(name, JSON.parse(message.body)).then(
        () => queues.delete(message.receipt),
        () => queues.changeVisibility(message.receipt, 60 * message.receives),
      );
      return true;
    },
  };
}

/** Lambda tries an asynchronous invocation this often. */
export const asynchronousTries = 3;
