import { setTimeout as pause } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Conflict, type Due, dueIndex, type Item, type Operation, type Range, type Table, type TableName } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { compileOperation, keyOf } from './expression.ts';
import { once, type PartOptions } from './parts.ts';

/**
 * The table on DynamoDB. The client repeats a request whose reply was lost: a conditional write then meets its own trace
 * (compare `found`), a transaction carries a token, and a lone `add` without a condition may be applied twice.
 */
export function dynamoTable({ environment, config, dynamodb }: PartOptions): Table {
  const client = once(() => DynamoDBDocumentClient.from(dynamodb ?? new DynamoDBClient(config)));
  const nameOf = (table: TableName) => readVariable(environment, environmentNames.tables[table]);

  return {
    async get({ table, pk, sk }) {
      const { Item } = await client().send(new GetCommand({ TableName: nameOf(table), Key: { pk, sk }, ConsistentRead: true }));
      return Item && itemOf(table, Item);
    },

    async query(range) {
      const { Items = [], LastEvaluatedKey } = await client().send(
        new QueryCommand({ TableName: nameOf(range.table), ...rangeInput(range) }),
      );
      return { items: Items.map((item) => itemOf(range.table, item)), ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }) };
    },

    async due(shard, upTo, limit) {
      const due: Due[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const input = { TableName: nameOf('relations'), ...dueInput(shard, upTo), Limit: limit - due.length };
        const { Items = [], LastEvaluatedKey } = await client().send(
          new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
        );
        due.push(
          ...Items.map(({ pk, sk, dueAt }) => ({
            key: { table: 'relations' as const, pk: String(pk), sk: String(sk) },
            dueAt: Number(dueAt),
          })),
        );
        start = LastEvaluatedKey;
      } while (start && due.length < limit);
      return due;
    },

    async scan({ table, index, of }, cursor) {
      const input = { TableName: nameOf(table), Segment: index, TotalSegments: of, ...(cursor && { ExclusiveStartKey: keyFrom(cursor) }) };
      const { Items = [], LastEvaluatedKey } = await client().send(new ScanCommand(input));
      const next = LastEvaluatedKey && { next: JSON.stringify([LastEvaluatedKey.pk, LastEvaluatedKey.sk]) };
      return { items: Items.map((item) => itemOf(table, item)), ...next };
    },

    async write(operations) {
      const compiled = operations.map((operation) => compileOperation(operation, nameOf(keyOf(operation).table)));
      try {
        await waitingForOthers(() => send(client(), compiled));
        return undefined;
      } catch (error) {
        const conflict = conflictOf(error, operations);
        if (conflict) return conflict;
        throw error;
      }
    },
  };
}

function rangeInput({ pk, prefix, limit, after, reverse = false }: Range) {
  return {
    KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk, ...(prefix && { ':prefix': prefix }) },
    ConsistentRead: true,
    ScanIndexForward: !reverse,
    ...(limit !== undefined && { Limit: limit }),
    ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
  };
}

function dueInput(shard: number, upTo: number) {
  return {
    IndexName: dueIndex.name,
    KeyConditionExpression: '#shard = :shard AND #dueAt <= :upTo',
    ExpressionAttributeNames: { '#shard': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
    ExpressionAttributeValues: { ':shard': shard, ':upTo': upTo },
  };
}

function keyFrom(cursor: string): { pk: string; sk: string } {
  const [pk, sk] = JSON.parse(cursor);
  return { pk, sk };
}

function itemOf(table: TableName, stored: Record<string, unknown>): Item;
// biome-ignore lint/suspicious/noExplicitAny: the document client's own type of an item
function itemOf(table: TableName, stored: Record<string, any>): Item {
  return { ...stored, table, pk: String(stored.pk), sk: String(stored.sk) };
}

/** A transaction holds its items for milliseconds; a single write that meets one waits for it instead of being lost. */
async function waitingForOthers(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt === 6) throw error;
      await pause(5 * 2 ** attempt);
    }
  }
}

/** One operation costs half of what a transaction of one costs. */
async function send(client: DynamoDBDocumentClient, compiled: ReturnType<typeof compileOperation>[]): Promise<void> {
  const [first] = compiled;
  if (first && compiled.length === 1) {
    if ('Put' in first && first.Put) return void (await client.send(new PutCommand(first.Put)));
    if ('Update' in first && first.Update) return void (await client.send(new UpdateCommand(first.Update)));
    if ('Delete' in first && first.Delete) return void (await client.send(new DeleteCommand(first.Delete)));
  }
  await client.send(new TransactWriteCommand({ TransactItems: compiled }));
}

function conflictOf(error: unknown, operations: Operation[]): Conflict | undefined {
  if (error instanceof ConditionalCheckFailedException) return conditionConflict(0, operations, error.Item);
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const index = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  if (index >= 0) return conditionConflict(index, operations, reasons[index]?.Item);
  const contended =
    reasons.some(({ Code }) => Code === 'TransactionConflict') &&
    reasons.every(({ Code }) => !Code || Code === 'None' || Code === 'TransactionConflict');
  return contended ? { reason: 'contention' } : undefined;
}

function conditionConflict(index: number, operations: Operation[], found: Parameters<typeof unmarshall>[0] | undefined): Conflict {
  const operation = operations[index];
  const item = operation && found && Object.keys(found).length > 0 ? itemOf(keyOf(operation).table, unmarshall(found)) : undefined;
  return { reason: 'condition', index, found: item };
}
