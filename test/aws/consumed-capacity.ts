import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Request units by what they were consumed for; a write that failed on its condition counts as what it would have cost at least. */
export interface Consumed {
  write: number;
  read: number;
  /** Each command in order, for messages of failed tests: `UpdateCommand 1 W`. */
  commands: string[];
}

interface Capacity {
  CapacityUnits?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

const writes = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'TransactWriteItemsCommand', 'BatchWriteItemCommand']);

/**
 * Counts the request units of everything that this client does from now on, including those that clients made from it do.
 * `reset` starts again at zero. A failed conditional write is not in any reply: it is counted as 1 unit, an operation
 * of a cancelled transaction as 2, which is exact for items of at most 1 KB.
 */
export function countConsumed(client: DynamoDBClient): Consumed & { reset(): void } {
  const consumed: Consumed & { reset(): void } = {
    write: 0,
    read: 0,
    commands: [],
    reset() {
      consumed.write = 0;
      consumed.read = 0;
      consumed.commands.length = 0;
    },
  };
  eachConsumed(client, ({ command, write, read }) => {
    consumed.write += write;
    consumed.read += read;
    consumed.commands.push(`${command} ${write > 0 ? `${write} W` : `${read} R`}`);
  });
  return consumed;
}

/** One call, in the asynchronous context of who made it. */
export interface ConsumedCall {
  command: string;
  input: object;
  write: number;
  read: number;
}

/** Tells of each call of this client from now on what it consumed; counted as `countConsumed` says. */
export function eachConsumed(client: DynamoDBClient, tell: (call: ConsumedCall) => void): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = context.commandName ?? '';
      if (!/Item|Query|Scan/.test(command)) return next(args);
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' as const };
      try {
        const result = await next({ ...args, input });
        const units = capacitiesOf(result.output).reduce<number>((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        tell({ command, input: args.input, ...(writes.has(command) ? { write: units, read: 0 } : { write: 0, read: units }) });
        return result;
      } catch (error) {
        tell({ command: `${command} failed`, input: args.input, write: unitsOfFailure(error, args.input), read: 0 });
        throw error;
      }
    },
    { step: 'initialize', name: 'countConsumed' },
  );
}

function capacitiesOf(output: unknown): Capacity[] {
  if (typeof output !== 'object' || output === null || !('ConsumedCapacity' in output)) return [];
  const found = output.ConsumedCapacity;
  return Array.isArray(found) ? found : found && typeof found === 'object' ? [found] : [];
}

function unitsOfFailure(error: unknown, input: object): number {
  const name = error instanceof Error ? error.name : '';
  if (name === 'ConditionalCheckFailedException') return 1;
  const operations = 'TransactItems' in input && Array.isArray(input.TransactItems) ? input.TransactItems.length : 0;
  return name === 'TransactionCanceledException' ? 2 * operations : 0;
}
