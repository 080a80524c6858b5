import { describe, expect, it } from 'vitest';
import type { Key, Operation } from '../../lib/world.ts';
import { at, freshPartition, type Gaps, type TableUnderTest } from './table-under-test.ts';

/** What an update does to an item. */
export function describeUpdates(table: TableUnderTest, gaps: Gaps): void {
  const { get, write, put } = table;
  describe('updates', () => {
    it('an item that does not exist into being', async () => {
      const key = at(freshPartition());
      await write({ update: key, set: [[['a'], 1]], add: [[['n'], -2]] });
      expect(await get(key)).toEqual({ ...key, a: 1, n: -2 });
    });

    it('by setting, adding and removing, and leaves the rest', async () => {
      const key = at(freshPartition());
      await put(key, { a: 1, b: 2, gone: 3, c: { 'k.1': 1, k2: 2 } });
      const nested: Operation = {
        update: key,
        set: [
          [['a'], { x: [] }],
          [['c', 'new#'], { v: 1 }],
        ],
        add: [
          [['b'], 0.5],
          [['c', 'k.1'], 41],
          [['c', 'count'], 7],
        ],
        remove: [['gone'], ['c', 'k2'], ['c', 'never']],
      };
      await write(nested);
      expect(await get(key)).toEqual({ ...key, a: { x: [] }, b: 2.5, c: { 'k.1': 42, 'new#': { v: 1 }, count: 7 } });
    });

    it('fractions exactly', async () => {
      const key = at(freshPartition());
      await put(key, { n: 0.1 });
      await write({ update: key, add: [[['n'], 0.2]] });
      expect((await get(key))?.n).toBe(0.3);
    });

    it.each<[string, Omit<Extract<Operation, { update: Key }>, 'update'>]>([
      ['a place in a missing map', { set: [[['c', 'k'], 1]] }],
      ['a place in a text', { set: [[['text', 'k'], 1]] }],
      ['adding in a missing map', { add: [[['c', 'k'], 1]] }],
      ['adding to a text', { add: [[['text'], 1]] }],
      ['the key', { set: [[['sk'], 'other']] }],
      ['one place twice', { set: [[['a'], 1]], remove: [['a']] }],
      [
        'a map and a place in it',
        {
          set: [
            [['map'], {}],
            [['map', 'k'], 1],
          ],
        },
      ],
      ['nothing', {}],
      ['an empty path', { remove: [[]] }],
    ])('and refuses %s', async (_, change) => {
      const key = at(freshPartition());
      await put(key, { text: 'x', map: { k: 1 } });
      await expect(write({ update: key, ...change })).rejects.toThrow();
      expect(await get(key)).toEqual({ ...key, text: 'x', map: { k: 1 } });
    });
  });

  // dynoxide takes this for nothing to do; DynamoDB, by its own refusal, does not.
  if (!gaps.removesInMissingMaps)
    it('and refuses to remove a place in a missing map', async () => {
      const key = at(freshPartition());
      await put(key);
      await expect(write({ update: key, remove: [['c', 'k']] })).rejects.toThrow();
    });
}
