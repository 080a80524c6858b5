import { describe, expect, it } from 'vitest';
import type { Value } from '../../lib/world.ts';
import { at, freshPartition, item, type TableUnderTest } from './table-under-test.ts';

/** What is kept, and what is refused. */
export function describeItems(table: TableUnderTest): void {
  const { get, write, put } = table;
  describe('keeps an item', () => {
    it('as it was put, with the name of its table', async () => {
      const key = at(freshPartition());
      const attributes = {
        text: 'ünï 😀',
        empty: '',
        zero: 0,
        fraction: -1.25,
        yes: true,
        nothing: null,
        list: [1, [], ['x', {}]],
      };
      const stored = { ...attributes, map: { 'a.b#c': {}, ' ': [], ключ: 1 } };
      await put(key, stored);
      expect(await get(key)).toEqual({ ...key, ...stored });
    });

    it('apart from the same key in another table', async () => {
      const pk = freshPartition();
      await put(at(pk, 'a', 'customers'), { n: 1 });
      expect(await get(at(pk, 'a', 'control'))).toBeUndefined();
    });

    it('so that later changes to what was given or got do not reach it', async () => {
      const key = at(freshPartition());
      const given = item(key, { map: { n: 1 } });
      await write({ put: given });
      given.map = 'changed';
      const got = await get(key);
      if (got) (got.map as { n: number }).n = 2;
      expect(await get(key)).toEqual(item(key, { map: { n: 1 } }));
    });

    it('with integers up to 2^53 - 1, and refuses larger ones', async () => {
      const key = at(freshPartition());
      await put(key, { most: Number.MAX_SAFE_INTEGER, least: Number.MIN_SAFE_INTEGER });
      expect(await get(key)).toMatchObject({ most: Number.MAX_SAFE_INTEGER, least: Number.MIN_SAFE_INTEGER });
      await expect(write({ put: item(key, { n: 2 ** 53 }) })).rejects.toThrow();
    });

    it.each([
      ['undefined', undefined],
      ['NaN', Number.NaN],
      ['infinity', Number.POSITIVE_INFINITY],
      ['a date', new Date(0)],
    ])('and refuses %s, however deep, and writes nothing', async (_, value) => {
      const key = at(freshPartition());
      await expect(write({ put: item(key, { deep: [{ value: value as unknown as Value }] }) })).rejects.toThrow();
      expect(await get(key)).toBeUndefined();
    });

    it('of 399 KB, and refuses 401 KB in a put and in an update', async () => {
      const key = at(freshPartition());
      await put(key, { text: 'x'.repeat(399 * 1024) });
      await expect(write({ put: item(at(key.pk, 'b'), { text: 'x'.repeat(401 * 1024) }) })).rejects.toThrow();
      await expect(write({ update: key, set: [[['more'], 'x'.repeat(2048)]] })).rejects.toThrow();
      expect((await get(key))?.more).toBeUndefined();
    });

    it.each([
      ['an empty partition key', at('')],
      ['an empty sort key', at('x', '')],
      ['a partition key over 2 KB', at('x'.repeat(2049))],
      ['a sort key over 1 KB', at('x', 'y'.repeat(1025))],
    ])('and refuses %s', async (_, key) => {
      await expect(write({ put: item(key) })).rejects.toThrow();
    });

    it('nested 31 levels deep, and refuses 33', async () => {
      const key = at(freshPartition());
      const nested = (levels: number): Value => (levels === 0 ? 1 : { n: nested(levels - 1) });
      await put(key, { deep: nested(31) });
      await expect(write({ put: item(key, { deep: nested(33) }) })).rejects.toThrow();
    });
  });
}
