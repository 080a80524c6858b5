import type { Context } from 'aws-lambda';
import type { Instant } from '../../lib/core/time.ts';
import type { World } from '../../lib/world.ts';

export type Handler = (event: never, context: Context) => Promise<unknown>;

/** One warm process: its World is its own, so what it remembers is as old as it is. */
export interface Environment {
  name: string;
  world: World;
  handler: Handler | undefined;
  /** What it is at; it does one thing at a time. */
  current: Invocation | undefined;
  /** Nothing that it still asks for is heard. */
  dead: boolean;
}

export interface Invocation {
  label: string;
  environment: Environment;
  deadline: Instant;
  over: boolean;
  done(result: Result): void;
}

/** `killed`: nobody knows how far it came. */
export type Result = { answer: unknown } | { error: unknown } | { killed: true };

/** Something that the program asked of the World, and that has not happened yet. */
export interface Asked {
  environment: Environment;
  name: string;
  /** Others go first until this step, if there are any: somebody waits for this very moment. */
  notBefore: number;
  /** Lets it take effect. `heard`: the program lives to hear of it. */
  happen(heard: boolean): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Somebody who sleeps. */
export interface Sleeper {
  at: Instant;
  wake(): void;
}
