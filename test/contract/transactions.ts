import { describe, expect, it } from 'vitest';
import type { Operation } from '../../lib/world.ts';
import { at, freshPartition, item, type TableUnderTest } from './table-under-test.ts';

/** All or nothing, and races. */
export function describeTransactions(table: TableUnderTest): void {
  const { get, write, put, drain } = table;
  describe('writes all or nothing', () => {
    it('up to 100 operations over all tables, and refuses 101 and none', async () => {
      const pk = freshPartition();
      const puts = (count: number, prefix: string): Operation[] =>
        Array.from({ length: count }, (_, index) => ({
          put: item(at(pk, `${prefix}${String(index).padStart(3, '0')}`, index % 2 ? 'control' : 'relations')),
        }));
      expect(await write(...puts(100, 'a'))).toBeUndefined();
      expect((await drain({ table: 'control', pk })).length).toBe(50);
      await expect(write(...puts(101, 'b'))).rejects.toThrow();
      await expect(write()).rejects.toThrow();
      expect(await drain({ table: 'relations', pk, prefix: 'b' })).toEqual([]);
    });

    it('and refuses two operations on one item', async () => {
      const key = at(freshPartition());
      await expect(write({ put: item(key) }, { check: key, if: { absent: ['pk'] } })).rejects.toThrow();
      expect(await get(key)).toBeUndefined();
    });

    it('when one of many cannot be applied', async () => {
      const [good, bad] = [at(freshPartition()), at(freshPartition())];
      await expect(write({ put: item(good) }, { update: bad, set: [[['c', 'k'], 1]] })).rejects.toThrow();
      expect(await get(good)).toBeUndefined();
    });

    it('put, update, delete and check together', async () => {
      const [created, changed, deleted, checked] = [at(freshPartition()), at(freshPartition()), at(freshPartition()), at(freshPartition())];
      await put(changed, { n: 1 });
      await put(deleted);
      await put(checked, { v: 1 });
      const conflict = await write(
        { put: item(created) },
        { update: changed, add: [[['n'], 1]] },
        { delete: deleted },
        { check: checked, if: { equals: [['v'], 1] } },
      );
      expect(conflict).toBeUndefined();
      expect([await get(created), await get(changed), await get(deleted), await get(checked)]).toEqual([
        item(created),
        item(changed, { n: 2 }),
        undefined,
        item(checked, { v: 1 }),
      ]);
    });

    it('a check alone', async () => {
      const key = at(freshPartition());
      expect(await write({ check: key, if: { absent: ['pk'] } })).toBeUndefined();
      expect(await write({ check: key, if: { present: ['pk'] } })).toMatchObject({ reason: 'condition' });
    });

    it('with one winner among twenty, alone and in a transaction', async () => {
      for (const others of [0, 1]) {
        const key = at(freshPartition());
        await put(key, { v: 1 });
        const race = Array.from({ length: 20 }, (_, index) => {
          const beside: Operation[] = Array.from({ length: others }, () => ({ put: item(at(`${key.pk}-${index}`)) }));
          return write(
            {
              update: key,
              set: [
                [['by'], index],
                [['v'], 2],
              ],
              if: { equals: [['v'], 1] },
            },
            ...beside,
          );
        });
        const results = await Promise.all(race);
        expect(results.filter((result) => result === undefined).length).toBe(1);
        const winner = results.indexOf(undefined);
        expect((await get(key))?.by).toBe(winner);
        for (const result of results) if (result?.reason === 'condition') expect(result.found).toEqual({ ...key, v: 2, by: winner });
      }
    });

    it('with every one of twenty additions', async () => {
      const key = at(freshPartition());
      await Promise.all(Array.from({ length: 20 }, () => write({ update: key, add: [[['n'], 1]] })));
      expect((await get(key))?.n).toBe(20);
    });
  });
}
