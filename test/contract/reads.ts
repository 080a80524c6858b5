import { describe, expect, it } from 'vitest';
import { dueAttributes } from '../../lib/store/keys.ts';
import { dueShards, type Page } from '../../lib/world.ts';
import { at, freshPartition, item, type TableUnderTest } from './table-under-test.ts';

/** Queries, the due index and scans. */
export function describeReads(table: TableUnderTest): void {
  const { write, put, drain } = table;
  describe('queries a partition', () => {
    const keys = ['B', 'a', 'a#1', 'a#10', 'a#2', 'b', 'é', '\ufffd', '😀'];
    it('in the order of UTF-8 bytes, forwards and backwards', async () => {
      const pk = freshPartition();
      for (const sk of keys.toReversed()) await put(at(pk, sk));
      expect((await drain({ table: 'relations', pk })).map(({ sk }) => sk)).toEqual(keys);
      expect((await drain({ table: 'relations', pk, reverse: true })).map(({ sk }) => sk)).toEqual(keys.toReversed());
    });

    it.each([1, 2, 3, 9, 10])('in pages of %d, by prefix and in both directions', async (limit) => {
      const pk = freshPartition();
      for (const sk of keys) await put(at(pk, sk));
      for (const reverse of [false, true]) {
        const expected = (list: string[]) => (reverse ? list.toReversed() : list);
        const all = await drain({ table: 'relations', pk, limit, reverse });
        expect(all.map(({ sk }) => sk)).toEqual(expected(keys));
        const some = await drain({ table: 'relations', pk, limit, reverse, prefix: 'a#' });
        expect(some.map(({ sk }) => sk)).toEqual(expected(['a#1', 'a#10', 'a#2']));
      }
      expect((await table.opened().query({ table: 'relations', pk, limit })).items.length).toBe(Math.min(limit, keys.length));
    });

    it('that is empty', async () => {
      expect(await table.opened().query({ table: 'relations', pk: freshPartition() })).toEqual({ items: [] });
    });

    it('of 3 MB in more than one page', async () => {
      const pk = freshPartition();
      for (let index = 0; index < 10; index++) await put(at(pk, String(index)), { text: 'x'.repeat(300 * 1024) });
      expect((await table.opened().query({ table: 'relations', pk })).next).toBeDefined();
      expect((await drain({ table: 'relations', pk })).length).toBe(10);
    });

    it('and sees what was written just before', async () => {
      const pk = freshPartition();
      await put(at(pk));
      await write({ delete: at(pk) }, { put: item(at(pk, 'b')) });
      expect((await drain({ table: 'relations', pk })).map(({ sk }) => sk)).toEqual(['b']);
    });

    it('and refuses a page of none', async () => {
      await expect(table.opened().query({ table: 'relations', pk: 'x', limit: 0 })).rejects.toThrow();
    });
  });

  describe('knows what is due', () => {
    it('in one shard, up to an instant, the earliest first, at most so many', async () => {
      const [pk, other] = [freshPartition(), freshPartition()];
      for (const [sk, dueAt] of [
        ['c', 300],
        ['a', 100],
        ['b', 200],
        ['d', 400],
      ] as const)
        await put(at(pk, sk), { dueShard: 3, dueAt });
      await put(at(other), { dueShard: 4, dueAt: 50 });
      const due = (upTo: number, limit: number) => table.opened().due(3, upTo, limit);
      const expected = [
        ['a', 100],
        ['b', 200],
        ['c', 300],
      ].map(([sk, dueAt]) => ({ key: at(pk, String(sk)), dueAt }));
      await expect.poll(() => due(300, 10)).toEqual(expected);
      expect(await due(300, 2)).toEqual(expected.slice(0, 2));
      expect(await due(99, 10)).toEqual([]);
    });

    it('and follows updates, removals and deletions; what has no due instant is not in it', async () => {
      const pk = freshPartition();
      const shard = dueShards - 1;
      const due = async () => (await table.opened().due(shard, 1000, 10)).map(({ key, dueAt }) => [key.sk, dueAt]);
      await put(at(pk, 'a'), { dueShard: shard, dueAt: 10 });
      await put(at(pk, 'b'), { dueShard: shard, dueAt: 20 });
      await put(at(pk, 'c'), { dueShard: shard });
      await put(at(pk, 'd'), { dueAt: 5 });
      await write({ update: at(pk, 'a'), set: [[['dueAt'], 30]] });
      await expect.poll(due).toEqual([
        ['b', 20],
        ['a', 30],
      ]);
      await write({ update: at(pk, 'b'), remove: [['dueAt'], ['dueShard']] });
      await expect.poll(due).toEqual([['a', 30]]);
      await write({ delete: at(pk, 'a') });
      await expect.poll(due).toEqual([]);
    });

    it('of a journey also where a crowd of held messages of a run is due before it', async () => {
      const [pk, run] = [freshPartition(), '2027-03-01T09:00'];
      const journey = { ...at(pk, 'ENR#thanks'), ...dueAttributes(at(pk, 'ENR#thanks'), -1) };
      await write({ put: journey });
      const shards = new Set<number | undefined>();
      for (let each = 0; each < 40; each++) {
        const key = at(pk, `MSG#2027-03-01T09:00:00.000Z#news#${run}#step${each}`);
        const due = dueAttributes(key, -1000 - each);
        shards.add(due.dueShard);
        await write({ put: { ...key, ...due } });
      }
      expect([...shards].sort()).toEqual([20, 21, 22, 23]);
      const first = async () => (await table.opened().due(Number(journey.dueShard), 0, 1)).map(({ key }) => key.sk);
      await expect.poll(first).toEqual(['ENR#thanks']);
    });

    it('and refuses a due instant that is no number, in relations only', async () => {
      await expect(write({ put: item(at(freshPartition()), { dueShard: 1, dueAt: null }) })).rejects.toThrow();
      await expect(write({ update: at(freshPartition()), set: [[['dueAt'], '9']] })).rejects.toThrow();
      await put(at(freshPartition(), 'a', 'control'), { dueAt: null });
    });
  });

  describe('scans', () => {
    it.each([1, 4])('every item exactly once in %d segments, page by page', async (of) => {
      const pks = Array.from({ length: 40 }, () => freshPartition());
      for (const pk of pks) await put(at(pk, 'a', 'customers'), { text: 'x'.repeat(60 * 1024) });
      const seen: string[] = [];
      let pages = 0;
      for (let index = 0; index < of; index++) {
        let page: Page | undefined;
        do {
          page = await table.opened().scan({ table: 'customers', index, of }, page?.next);
          pages += 1;
          seen.push(...page.items.map(({ pk }) => pk));
        } while (page.next !== undefined);
      }
      expect(pages).toBeGreaterThan(of === 1 ? 1 : 3);
      expect(seen.filter((pk) => pks.includes(pk)).sort()).toEqual(pks.toSorted());
    });
  });
}
