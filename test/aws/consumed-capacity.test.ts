import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../lib/world.ts';
import { noDatabase, openDatabase, type TestDatabase } from '../contract/database.ts';
import { countConsumed } from './consumed-capacity.ts';

describe.skipIf(noDatabase)(`request units ${noDatabase ?? ''}`, () => {
  let database: TestDatabase;
  let consumed: ReturnType<typeof countConsumed>;
  beforeAll(async () => {
    database = await openDatabase();
    consumed = countConsumed(database.client);
  });
  afterAll(() => database?.close());
  const spend = async (...operations: Operation[]) => {
    consumed.reset();
    await database.world.table.write(operations);
    return consumed.write;
  };
  const key = (sk: string) => ({ table: 'relations' as const, pk: 'units', sk });

  it('are 1 for an item up to 1 KB, 2 in a transaction, and one more for a row of the due index', async () => {
    expect(await spend({ put: key('a') })).toBe(1);
    expect(await spend({ put: { ...key('b'), dueShard: 1, dueAt: 1 } })).toBe(2);
    expect(await spend({ update: key('b'), set: [[['dueAt'], 2]] })).toBe(3);
    expect(await spend({ put: key('c') }, { update: key('a'), set: [[['n'], 1]] })).toBe(4);
  });

  it('are counted for writes that failed on their condition', async () => {
    expect(await spend({ update: key('a'), set: [[['n'], 2]], if: { equals: [['n'], 7] } })).toBe(1);
    expect(await spend({ put: key('x') }, { check: key('a'), if: { absent: ['pk'] } })).toBe(4);
  });

  it('are 1 for a strong read, and half for a scan', async () => {
    consumed.reset();
    await database.world.table.get(key('a'));
    expect(consumed).toMatchObject({ read: 1, write: 0, commands: ['GetItemCommand 1 R'] });
    consumed.reset();
    await database.world.table.scan({ table: 'relations', index: 0, of: 1 });
    expect(consumed.read).toBe(0.5);
  });
});
