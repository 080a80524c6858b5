import { describe, expect, it } from 'vitest';
import type { Item, Operation, Value } from '../../lib/world.ts';
import { at, freshPartition, item, type TableUnderTest } from './table-under-test.ts';

/** When a condition holds, and what a conflict says. */
export function describeConditions(table: TableUnderTest): void {
  const { get, write, put } = table;
  describe('writes on a condition', () => {
    const stored = { n: 5, text: 'x', flag: false, nothing: null, list: [1, 2], map: { 'k.1': { v: 1 }, '#': 'hash', 'ü😀': true } };
    it.each<[string, Extract<Operation, { put: Item }>['if'], boolean]>([
      ['absent, of a missing attribute', { absent: ['other'] }, true],
      ['absent, of a present one', { absent: ['n'] }, false],
      ['absent, of a null', { absent: ['nothing'] }, false],
      ['absent, below a missing map', { absent: ['other', 'k'] }, true],
      ['absent, below a text', { absent: ['text', 'k'] }, true],
      ['absent, of the key', { absent: ['pk'] }, false],
      ['present, of a map entry with a dot', { present: ['map', 'k.1'] }, true],
      ['present, deeper', { present: ['map', 'k.1', 'v'] }, true],
      ['present, of a missing entry', { present: ['map', 'k'] }, false],
      ['equals, on a map entry named #', { equals: [['map', '#'], 'hash'] }, true],
      ['equals, on a unicode entry', { equals: [['map', 'ü😀'], true] }, true],
      ['equals, on a missing attribute', { equals: [['other'], 0] }, false],
      ['equals, between types', { equals: [['n'], '5'] }, false],
      ['equals, on null', { equals: [['nothing'], null] }, true],
      ['equals, on a list', { equals: [['list'], [1, 2]] }, true],
      ['equals, on a list in another order', { equals: [['list'], [2, 1]] }, false],
      ['equals, on a map', { equals: [['map', 'k.1'], { v: 1 }] }, true],
      ['atLeast, equal', { atLeast: [['n'], 5] }, true],
      ['atLeast, below', { atLeast: [['n'], 5.5] }, false],
      ['atLeast, on a missing attribute', { atLeast: [['other'], -1] }, false],
      ['atLeast, on a text', { atLeast: [['text'], 0] }, false],
      ['oneOf, with it', { oneOf: [['text'], ['y', 'x']] }, true],
      ['oneOf, without it', { oneOf: [['text'], ['y', 1]] }, false],
      ['oneOf, on a missing attribute', { oneOf: [['other'], [null]] }, false],
      ['all true', { all: [{ present: ['n'] }, { equals: [['flag'], false] }] }, true],
      ['all with one false', { all: [{ present: ['n'] }, { present: ['other'] }] }, false],
      ['any with one true', { any: [{ present: ['other'] }, { all: [{ present: ['n'] }, { absent: ['other'] }] }] }, true],
      ['any with none true', { any: [{ present: ['other'] }, { absent: ['n'] }] }, false],
    ])('%s', async (_, condition, expected) => {
      if (!condition) return;
      const key = at(freshPartition());
      await put(key, stored);
      const conflict = await write({ update: key, set: [[['done'], true]], if: condition });
      expect(conflict).toEqual(expected ? undefined : { reason: 'condition', index: 0, found: { ...key, ...stored } });
      expect((await get(key))?.done).toBe(expected ? true : undefined);
    });

    it('and names no item where there is none', async () => {
      const key = at(freshPartition());
      const expected = { reason: 'condition', index: 0, found: undefined };
      expect(await write({ update: key, set: [[['a'], 1]], if: { present: ['pk'] } })).toEqual(expected);
      expect(await write({ put: item(key), if: { equals: [['v'], 1] } })).toEqual(expected);
      expect(await write({ delete: key, if: { present: ['pk'] } })).toEqual(expected);
      expect(await get(key)).toBeUndefined();
    });

    it('and names the first false one of many, with its item', async () => {
      const [first, second, third] = [at(freshPartition()), at(freshPartition(), 'a', 'control'), at(freshPartition())];
      await put(second, { v: 2 });
      const conflict = await write(
        { put: item(first) },
        { check: second, if: { equals: [['v'], 1] } },
        { delete: third, if: { present: ['pk'] } },
      );
      expect(conflict).toEqual({ reason: 'condition', index: 1, found: { ...second, v: 2 } });
      expect(await get(first)).toBeUndefined();
    });

    it.each<[string, Extract<Operation, { put: Item }>['if']]>([
      ['an empty all', { all: [] }],
      ['an empty any', { any: [] }],
      ['oneOf nothing', { oneOf: [['a'], []] }],
      ['an empty path', { absent: [] }],
      ['a comparison with undefined', { equals: [['a'], undefined as unknown as Value] }],
    ])('and refuses %s', async (_, condition) => {
      if (condition) await expect(write({ put: item(at(freshPartition())), if: condition })).rejects.toThrow();
    });
  });
}
