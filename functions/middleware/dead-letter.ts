import * as z from 'zod';
import { InvalidInputError } from '../../lib/core/invalid-input.ts';
import type { Value, World } from '../../lib/world.ts';
import { type FunctionLog, logFailure } from './log-context.ts';

/** What fails the same way however often it is tried: text that is no JSON, a shape that no schema knows, a refusal of the core. */
export function isPoison(error: unknown): boolean {
  return error instanceof z.ZodError || error instanceof SyntaxError || error instanceof InvalidInputError || error instanceof TypeError;
}

/** Puts a record into the dead-letter queue, whence a person replays it once the cause is mended. Rejects if the queue refuses. */
export async function park(world: World, letter: { function: string; record: object }): Promise<void> {
  const rejected = await world.enqueue('dead-letters', [{ id: 'parked', body: JSON.parse(JSON.stringify(letter)) as Value }]);
  if (rejected.length > 0) throw new Error(`the dead-letter queue refused a record of ${letter.function}: ${rejected[0]?.reason}`);
}

/** For functions that are called with one event: poison is parked and acknowledged, everything else thrown, so that it is tried again. */
export async function parkPoison({ world, log }: { world: World; log: FunctionLog }, record: object, handle: () => Promise<void>): Promise<void> {
  try {
    await handle();
  } catch (error) {
    logFailure(log, error, {});
    if (!isPoison(error)) throw error;
    await park(world, { function: log.name, record });
  }
}
