import { drawFor, hashOf, type Random } from './random.ts';

/** Everything that can go wrong, and how often at most: of each occasion. */
const wildest = {
  // the table
  'read throttled': 0.03,
  'write throttled': 0.05,
  'write repeated by the client': 0.05,
  'reply of a write lost': 0.05,
  contention: 0.1,
  'index lags': 0.3,
  // Lambda
  'killed before an effect': 0.015,
  'killed after an effect': 0.025,
  'time passes': 0.01,
  'long pause': 0.0015,
  'cold start': 0.2,
  // streams
  'stream late': 0.2,
  'stream batch twice': 0.15,
  'stream batch twice at once': 0.1,
  // queues
  'queue refuses': 0.06,
  'queue fails': 0.03,
  'reply of a queue lost': 0.03,
  'task lost': 0.08,
  'task twice': 0.25,
  'task visible again too early': 0.3,
  'queue length wrong': 0.3,
  // schedules
  'tick late': 0.3,
  'tick twice': 0.2,
  'tick skipped': 0.2,
  // providers
  'call throttled': 0.2,
  'call rejected': 0.05,
  'reply of a call lost': 0.25,
  'call lost': 0.12,
  'event never': 0.3,
  'event late': 0.4,
  'event twice': 0.3,
  bounce: 0.08,
  complaint: 0.05,
  'text not delivered': 0.1,
  'quota unknown': 0.1,
  // the bus
  'emit fails': 0.08,
  'reply of an emit lost': 0.08,
} as const;
export type Fault = keyof typeof wildest;
const faultNames = Object.keys(wildest).filter((name): name is Fault => name in wildest);

/** What a person or a provider does is no mishap: it goes on when faults have stopped. */
const natural = new Set<Fault>(['cold start', 'time passes']);

export interface Faults {
  /** Whether this fault strikes now. `on` names what it would strike; the same names meet the same fate in the same order. */
  strikes(fault: Fault, on: string): boolean;
  /** From now on nothing goes wrong. */
  stop(): void;
  stopped(): boolean;
  /** What struck, each by its own name, in order. */
  struck: string[];
}

export interface FaultOptions {
  seed: number;
  random: Random;
  /** Names of strikes that are to be left out. */
  without: ReadonlySet<string>;
  tell(fault: Fault, on: string): void;
}

/** Some seeds are calm, some wild, and in most of them only some things go wrong. */
export function drawFaults({ seed, random, without, tell }: FaultOptions): Faults {
  const wildness = random.pick([0, 0.1, 0.3, 0.6, 1, 1]);
  const rates: Partial<Record<Fault, number>> = {};
  for (const fault of faultNames) {
    const share = 0.2 + 0.8 * random.next();
    rates[fault] = random.chance(0.6) ? wildest[fault] * wildness * share : 0;
  }
  const occasions = new Map<string, { hash: number; times: number }>();
  const struck: string[] = [];
  let stopped = false;
  return {
    struck,
    stop: () => {
      stopped = true;
    },
    stopped: () => stopped,
    strikes(fault, on) {
      const rate = rates[fault] ?? 0;
      if (rate === 0 || (stopped && !natural.has(fault))) return false;
      const name = `${fault} | ${on}`;
      const occasion = occasions.get(name) ?? { hash: hashOf(name), times: 0 };
      if (occasion.times++ === 0) occasions.set(name, occasion);
      if (drawFor(seed, occasion) >= rate) return false;
      const full = `${name} | ${occasion.times}`;
      if (without.has(full)) return false;
      struck.push(full);
      tell(fault, on);
      return true;
    },
  };
}
