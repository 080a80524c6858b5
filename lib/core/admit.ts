import { busyFrom, lineUp, type Rate, reserve, secondOf } from './pacing.ts';
import type { Instant } from './time.ts';

/** A triggered message that is ready to be sent. */
export interface Ask {
  /** What it counts for in the rate. */
  parts: number;
  /** It stood in line until this second. */
  turn?: number;
}

/** Its second since 1970; or when its turn in line is, to ask again; or the day of the provider is used up. */
export type Admission = { permit: number } | { turn: number } | 'quota';

/**
 * Slots for triggered messages, in their order. Who finds none within the next seconds joins the line, and nobody overtakes who
 * stands there. `rush`: they are more than go without slots, so for a while everybody needs one.
 */
export function admit(rate: Rate, { asks, rush, now }: { asks: Ask[]; rush: boolean; now: Instant }): { answer: Admission[]; rate: Rate } {
  let current = rush ? { ...rate, busy: busyFrom(rate, now) } : rate;
  const answer = asks.map(({ parts, turn }): Admission => {
    const isLater = turn === undefined && current.rush.second > secondOf(now);
    if (!isLater) {
      const wish = { sender: 'triggered' as const, count: parts, looked: parts, parts, from: turn ?? secondOf(now), now };
      const { places, left, rate: after } = reserve(current, wish);
      if (left.quota > 0) return 'quota';
      const last = places.at(-1);
      if (left.far === 0 && last) {
        current = after;
        return { permit: Math.max(last.second, secondOf(now)) };
      }
    }
    const line = lineUp(current, { count: parts, now, sender: 'triggered' });
    current = line.rate;
    return { turn: line.places.at(-1)?.second ?? current.rush.second };
  });
  return { answer, rate: current };
}
