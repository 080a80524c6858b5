import { $ZodError } from 'zod/v4/core';
import { InvalidInputError } from '../../lib/core/invalid-input.ts';
import type { Value, World } from '../../lib/world.ts';
import { type FunctionLog, logFailure } from './log-context.ts';

/**
 * What fails the same way however often it is tried: text that is no JSON, a shape that no schema knows, a refusal of the
 * core, an item that DynamoDB does not take (too large, a key too long).
 */
export function isPoison(error: unknown): boolean {
  const kinds = [$ZodError, SyntaxError, InvalidInputError, TypeError, RangeError];
  return kinds.some((kind) => error instanceof kind) || (error instanceof Error && error.name === 'ValidationException');
}

/**
 * Puts a record into the dead-letter queue, whence a person replays it once the cause is mended. Resolves to false when
 * the queue refuses it: then the record must be tried again.
 */
export async function park({ world, log }: { world: World; log: FunctionLog }, record: object): Promise<boolean> {
  const letter = JSON.parse(JSON.stringify({ function: log.name, record })) as Value;
  const rejected = await world.enqueue('dead-letters', [{ id: 'parked', body: letter }]);
  return rejected.length === 0;
}

/** For functions that are called with one event: poison is parked and acknowledged, everything else thrown, so that it is tried again. */
export async function parkPoison(batch: { world: World; log: FunctionLog }, record: object, handle: () => Promise<void>): Promise<void> {
  try {
    await handle();
  } catch (error) {
    logFailure(batch.log, error, {});
    if (!(isPoison(error) && (await park(batch, record)))) throw error;
  }
}
