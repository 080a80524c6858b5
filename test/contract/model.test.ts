import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import type { Condition, Key, Operation, Path, Table, Value } from '../../lib/world.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

const names = ['a', 'm', 'm.x', '#', 'ü', '😀', 'size'];
const name = fc.constantFrom(...names);
const path: fc.Arbitrary<Path> = fc.array(name, { minLength: 1, maxLength: 3 });
const number = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.1, 0.25, -0.7, 1e15, Number.MAX_SAFE_INTEGER));
/** No null: in a transaction the embedded database lets a path lead through one, which DynamoDB refuses. Nulls stand in `items` and `conditions`. */
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Value>('', 'x', 'é', true, false),
    number,
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const condition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ absent: path }),
    fc.record({ present: path }),
    fc.record({ equals: fc.tuple(path, value) }),
    fc.record({ atLeast: fc.tuple(path, number) }),
    fc.record({ oneOf: fc.tuple(path, fc.array(value, { minLength: 1, maxLength: 3 })) }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
  ),
})).condition;

const key: fc.Arbitrary<Key> = fc.record({
  table: fc.constantFrom('relations' as const, 'control' as const),
  pk: fc.constant(''),
  sk: fc.constantFrom('1', '2', 'é', '😀'),
});
const guard = fc.option(condition, { nil: undefined });
const guarded = <T extends Operation>(operation: T, only: Condition | undefined): Operation =>
  only ? { ...operation, if: only } : operation;
const attributes = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(key, attributes, guard).map(([at, rest, only]) => guarded({ put: { ...rest, ...at } }, only)),
  fc
    .record({
      at: key,
      set: fc.array(fc.tuple(path, value), { maxLength: 2 }),
      add: fc.array(fc.tuple(path, fc.integer({ min: -9, max: 9 })), { maxLength: 2 }),
      remove: fc.array(name, { maxLength: 1 }),
      only: guard,
    })
    .filter(
      ({ set, add, remove }) => !isEmptyOrOverlaps([...set.map(([at]) => at), ...add.map(([at]) => at), ...remove.map((top) => [top])]),
    )
    .map(({ at, set, add, remove, only }) => guarded({ update: at, set, add, remove: remove.map((top) => [top]) }, only)),
  fc.tuple(key, guard).map(([at, only]) => guarded({ delete: at }, only)),
  fc.tuple(key, condition).map(([at, only]): Operation => ({ check: at, if: only })),
);

/** The embedded database looks for these only outside of transactions. */
function isEmptyOrOverlaps(paths: Path[]): boolean {
  return (
    paths.length === 0 ||
    paths.some((one, index) => paths.some((other, at) => at !== index && other.every((part, depth) => one[depth] === part)))
  );
}

/** In a partition of its own, so that runs do not meet. */
function placed(operations: Operation[], pk: string): Operation[] {
  return operations.map((each) => {
    if ('put' in each) return { ...each, put: { ...each.put, pk } };
    if ('update' in each) return { ...each, update: { ...each.update, pk } };
    return 'delete' in each ? { ...each, delete: { ...each.delete, pk } } : { ...each, check: { ...each.check, pk } };
  });
}

async function play(table: Table, writes: Operation[][]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const operations of writes) results.push(await table.write(operations).catch(() => 'refused'));
  return results;
}

describe.skipIf(noDatabase)(`memory and DynamoDB ${noDatabase ?? ''}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database?.close());

  it('answer alike to any sequence of writes, and hold the same in the end', { timeout: 120_000 }, async () => {
    const memory = memoryWorld({ now: () => 0 }).table;
    let run = 0;
    const sequences = fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const pk = `run-${++run}`;
        const writes = sequence.map((operations) => placed(operations, pk));
        expect(await play(database.world.table, writes)).toEqual(await play(memory, writes));
        for (const table of ['relations', 'control'] as const) {
          expect(await database.world.table.query({ table, pk })).toEqual(await memory.query({ table, pk }));
        }
      }),
      { numRuns: Number(process.env.MODEL_RUNS ?? 100) },
    );
  });
});
