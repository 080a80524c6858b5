import type { Instant } from '../../lib/core/time.ts';

/** What is going to happen at some instant, the earliest first, those of one instant in the order in which they were noted. */
export interface Agenda {
  at(at: Instant, run: () => void): void;
  nextAt(): Instant;
  /** Takes the first one away. */
  take(): (() => void) | undefined;
  size(): number;
}

export function createAgenda(): Agenda {
  const list: { at: Instant; run: () => void }[] = [];
  return {
    at(at, run) {
      const before = list.findLastIndex((other) => other.at <= at);
      list.splice(before + 1, 0, { at, run });
    },
    nextAt: () => list[0]?.at ?? Infinity,
    take: () => list.shift()?.run,
    size: () => list.length,
  };
}
