import { setImmediate as eventLoop, setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../core/time.ts';
import type { Clock } from './clock.ts';
import type { DueHints } from './due-hints.ts';
import type { Queues } from './queue.ts';
import type { EventSource } from './stream-source.ts';

export interface Schedule {
  name: string;
  /** Milliseconds from one firing to the next; firings lie on whole multiples of it. */
  every: number;
  /** Whether it would find something to do at that instant; absent = it may. */
  wanted?(at: Instant): Promise<boolean>;
  fire(at: Instant): Promise<void>;
}

export interface TimelineParts {
  clock: Clock;
  hints: DueHints;
  queues: Pick<Queues, 'nextAt'>;
  sources: EventSource[];
  schedules: Schedule[];
  /** Once aborted, nothing new is begun: what is under way ends, and calls resolve early. */
  stopped?: AbortSignal;
}

export interface AdvanceOptions {
  /** Fire the minute schedules only at multiples of this: an hour makes a long stretch faster and its waits up to an hour late. [1 minute] */
  every?: number;
  /** Told after each jump. */
  onJump?: (now: Instant) => void;
  /** Stop at the next whole jump. */
  signal?: AbortSignal;
}

export interface Timeline {
  /** Resolves when every stream is read and every queue empty, as of now. Time stands still meanwhile. */
  settle(): Promise<void>;
  /** Lets time pass up to `at`, stopping wherever something is due. Calls are taken one after the other. */
  advanceTo(at: Instant, options?: AdvanceOptions): Promise<void>;
  /** The same from the instant at which its turn comes. */
  advanceBy(milliseconds: number): Promise<void>;
  /** When the next thing happens by time alone, at most `before`. */
  nextDueAt(before: Instant): Promise<Instant | undefined>;
}

const minute = 60_000;

/**
 * Time of the sandbox. It moves only when nothing is left to do, and jumps to the next instant at which something is due:
 * a minute in which nothing is due is a no-op of the schedules, so leaving it out changes nothing.
 */
export function openTimeline(parts: TimelineParts): Timeline {
  const { clock, queues, schedules } = parts;
  const inTurn = takeTurns();

  const settle = () => drain(parts.sources, parts.stopped);

  async function run(target: Instant, { every = minute, onJump, signal }: AdvanceOptions) {
    await settle();
    while (clock.now() < target && !signal?.aborted && !parts.stopped?.aborted) {
      const [hint, timer] = [await parts.hints.first(target), queues.nextAt()];
      const tick = hint === undefined ? undefined : nextMultiple(Math.max(hint, clock.now() + 1), every);
      // What knows when it is wanted stands in the hints.
      const rare = schedules
        .filter(({ every, wanted }) => every > minute && !wanted)
        .map((schedule) => nextMultiple(clock.now() + 1, schedule.every));
      const next = Math.min(target, ...[tick, timer, ...rare].filter((at) => at !== undefined));
      clock.advanceTo(next);
      for (const schedule of schedules) {
        const due = schedule.every > minute ? next % schedule.every === 0 : next === tick;
        if (due && ((await schedule.wanted?.(next)) ?? true)) await schedule.fire(next);
      }
      await settle();
      // On memory nothing waits for anything, and the inbox page would never have its turn.
      await eventLoop();
      onJump?.(next);
    }
  }

  return {
    settle: () => inTurn(settle),
    async advanceTo(at, options = {}) {
      if (!(at >= clock.now())) clock.advanceTo(at);
      // Another call may get there first: then only what is left of the way is gone.
      await inTurn(() => run(at, options));
    },
    advanceBy: (milliseconds) => inTurn(() => run(clock.now() + milliseconds, {})),
    async nextDueAt(before) {
      const [hint, timer] = [await parts.hints.first(before), queues.nextAt()];
      const instants = [hint === undefined ? undefined : nextMultiple(Math.max(hint, clock.now() + 1), minute), timer].filter(
        (at) => at !== undefined,
      );
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
  };
}

/**
 * Runs all sources side by side until all of them, in the same round, found nothing to do. A source that is still at work
 * may make work for another, so none leaves before the others are done.
 */
async function drain(sources: EventSource[], stopped: AbortSignal | undefined) {
  let worked = 0;
  let quiet = sources.length === 0;
  let bell = Promise.withResolvers<void>();
  const idleSince: number[] = sources.map(() => -1);
  const ring = () => {
    bell.resolve();
    bell = Promise.withResolvers();
  };
  const runOne = async (source: EventSource, index: number) => {
    let busy = false;
    while (!quiet && !stopped?.aborted) {
      const seen = worked;
      idleSince[index] = -1;
      if (await source.step()) {
        worked += 1;
        busy = true;
        continue;
      }
      idleSince[index] = seen;
      quiet ||= idleSince.every((since) => since === worked);
      if (quiet || busy) ring();
      busy = false;
      if (!quiet) await Promise.race([bell.promise, sleep(pollEvery)]);
    }
  };
  const runs = sources.map(runOne);
  try {
    await Promise.all(runs);
  } finally {
    // One that failed ends the round; the others finish what they are at.
    quiet = true;
    ring();
    await Promise.allSettled(runs);
  }
}

/** Milliseconds of real time after which a source that had nothing to do looks again while others work. */
const pollEvery = 10;

const nextMultiple = (at: Instant, of: number) => Math.ceil(at / of) * of;

/** One call at a time, in the order in which they came; a failed one does not stop the next. */
function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
