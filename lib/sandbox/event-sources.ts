import type { Wiring } from '../wiring-shape.ts';
import { functionArn, type Invocations, scheduledEvent } from './lambda.ts';
import type { Queues } from './queue.ts';
import { eventSource, queueSource } from './queue-source.ts';
import { deadLetters, eventQueue } from './services.ts';
import { type Checkpoints, type EventSource, type StreamReader, streamSource } from './stream-source.ts';
import type { Schedule } from './timeline.ts';

export interface EventSourceParts {
  wired: Record<string, Wiring>;
  reader: StreamReader;
  queues: Queues;
  checkpoints: Checkpoints;
  invocations: Invocations;
}

/** Batches of one queue that are worked on side by side, at most; Lambda would run more. */
const concurrency = 4;

/** Everything in the wiring that wakes a function by itself: streams, queues, events of the bus and of topics. */
export function eventSources(parts: EventSourceParts): EventSource[] {
  return Object.entries(parts.wired).flatMap(([name, { source, timeout }]) => {
    const shared = { name, timeout, queues: parts.queues, invocations: parts.invocations };
    if ('stream' in source) return [streamOf(parts, name, source)];
    if ('queue' in source)
      return pollers(source.maxConcurrency, () => queueSource({ ...shared, queue: source.queue, batchSize: source.batchSize }));
    if ('bus' in source || 'sns' in source) return pollers(concurrency, () => eventSource({ ...shared, queue: eventQueue(name) }));
    return [];
  });
}

const pollers = (most: number, make: () => EventSource) => Array.from({ length: Math.min(most, concurrency) }, make);

function streamOf(
  { reader, checkpoints, invocations, queues }: EventSourceParts,
  name: string,
  source: Extract<Wiring['source'], { stream: string }>,
): EventSource {
  return streamSource({
    name,
    source,
    reader,
    checkpoints,
    invocations,
    // As Lambda's on-failure destination: where the record is, and whose it is, but not what it holds.
    bury: ({ dynamodb, eventName }, attempts) =>
      queues.send(
        deadLetters,
        JSON.stringify({
          requestContext: { functionArn: functionArn(name), condition: 'RetryAttemptsExhausted', approximateInvokeCount: attempts },
          DDBStreamBatchInfo: {
            startSequenceNumber: dynamodb?.SequenceNumber,
            endSequenceNumber: dynamodb?.SequenceNumber,
            batchSize: 1,
            eventName,
            keys: dynamodb?.Keys,
          },
        }),
      ),
  });
}

/**
 * The functions that the wiring wakes by the clock. One that fails is woken again at its next time; one of `wanted` only when
 * it has something to do.
 */
export function schedulesOf(
  wired: Record<string, Wiring>,
  invocations: Invocations,
  wanted: Record<string, Schedule['wanted']> = {},
): Schedule[] {
  return Object.entries(wired).flatMap(([name, { source }]) => {
    if (!('schedule' in source)) return [];
    const fire: Schedule['fire'] = async (at) => {
      await invocations.invoke(name, scheduledEvent(name, at)).catch(() => undefined);
    };
    return [{ name, every: periodOf(source.schedule), fire, ...(wanted[name] && { wanted: wanted[name] }) }];
  });
}

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds from one time of a schedule to the next. */
export function periodOf(schedule: string): number {
  const [, minutes] = /^cron\(0\/(\d+) \* \* \* \? \*\)$/.exec(schedule) ?? [];
  if (minutes) return Number(minutes) * 60_000;
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const length = units[unit];
  if (!count || !length)
    throw new Error(`the sandbox plays schedules such as rate(1 minute), rate(1 day) or cron(0/15 * * * ? *), not "${schedule}"`);
  return Number(count) * length;
}
