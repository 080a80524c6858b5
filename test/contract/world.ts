import { beforeAll, describe, expect, it } from 'vitest';
import {
  dueShards,
  type Item,
  type Key,
  type Operation,
  type Page,
  type Range,
  type TableName,
  type Value,
  type World,
} from '../../lib/world.ts';

let partitions = 0;
/** A partition that no other test touches. */
export const freshPartition = (): string => `partition-${++partitions}`;

const at = (pk: string, sk = 'a', table: TableName = 'relations'): Key => ({ table, pk, sk });
const item = (key: Key, attributes: { [name: string]: Value } = {}): Item => ({ ...key, ...attributes });

/** Where an embedded database is more lenient than DynamoDB. */
export interface Gaps {
  /** It removes a place in a missing map in silence. */
  removesInMissingMaps?: boolean;
}

/** What every World's table promises; `world.ts` says it in words. */
export function describeTable(name: string, open: () => Promise<World>, gaps: Gaps = {}): void {
  describe(`the table ${name}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await open();
    });
    const get = (key: Key) => world.table.get(key);
    const write = (...operations: Operation[]) => world.table.write(operations);
    const put = async (key: Key, attributes: { [name: string]: Value } = {}) =>
      expect(await write({ put: item(key, attributes) })).toBeUndefined();
    const drain = async (range: Range): Promise<Item[]> => {
      const items: Item[] = [];
      let page: Page | undefined;
      do {
        page = await world.table.query({ ...range, ...(page?.next !== undefined && { after: page.next }) });
        items.push(...page.items);
      } while (page.next !== undefined);
      return items;
    };

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

    it.skipIf(gaps.removesInMissingMaps)('and refuses to remove a place in a missing map', async () => {
      const key = at(freshPartition());
      await put(key);
      await expect(write({ update: key, remove: [['c', 'k']] })).rejects.toThrow();
    });

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
        const [created, changed, deleted, checked] = [
          at(freshPartition()),
          at(freshPartition()),
          at(freshPartition()),
          at(freshPartition()),
        ];
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
        expect((await world.table.query({ table: 'relations', pk, limit })).items.length).toBe(Math.min(limit, keys.length));
      });

      it('that is empty', async () => {
        expect(await world.table.query({ table: 'relations', pk: freshPartition() })).toEqual({ items: [] });
      });

      it('of 3 MB in more than one page', async () => {
        const pk = freshPartition();
        for (let index = 0; index < 10; index++) await put(at(pk, String(index)), { text: 'x'.repeat(300 * 1024) });
        expect((await world.table.query({ table: 'relations', pk })).next).toBeDefined();
        expect((await drain({ table: 'relations', pk })).length).toBe(10);
      });

      it('and sees what was written just before', async () => {
        const pk = freshPartition();
        await put(at(pk));
        await write({ delete: at(pk) }, { put: item(at(pk, 'b')) });
        expect((await drain({ table: 'relations', pk })).map(({ sk }) => sk)).toEqual(['b']);
      });

      it('and refuses a page of none', async () => {
        await expect(world.table.query({ table: 'relations', pk: 'x', limit: 0 })).rejects.toThrow();
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
        const due = (upTo: number, limit: number) => world.table.due(3, upTo, limit);
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
        const due = async () => (await world.table.due(shard, 1000, 10)).map(({ key, dueAt }) => [key.sk, dueAt]);
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
            page = await world.table.scan({ table: 'customers', index, of }, page?.next);
            pages += 1;
            seen.push(...page.items.map(({ pk }) => pk));
          } while (page.next !== undefined);
        }
        expect(pages).toBeGreaterThan(of === 1 ? 1 : 3);
        expect(seen.filter((pk) => pks.includes(pk)).sort()).toEqual(pks.toSorted());
      });
    });
  });
}
