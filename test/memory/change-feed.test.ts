import { describe, expect, it } from 'vitest';
import { streamEvent } from '../../lib/memory/lambda-event.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import type { Operation } from '../../lib/world.ts';

async function written(...writes: Operation[][]) {
  const world = memoryWorld({ now: () => 1_795_000_000_999 });
  for (const operations of writes) await world.table.write(operations);
  return world.feed;
}
const key = { table: 'relations' as const, pk: 'p', sk: 's' };

describe('the change feed', () => {
  it('tells each change in order with both images, and no table name', async () => {
    const feed = await written([{ put: { ...key, n: 1 } }], [{ update: key, add: [[['n'], 1]] }], [{ delete: key }]);
    const [one, two] = [
      { pk: 'p', sk: 's', n: 1 },
      { pk: 'p', sk: 's', n: 2 },
    ];
    expect(feed.read('relations', 0)).toMatchObject([
      { sequence: 1, eventName: 'INSERT', keys: { pk: 'p', sk: 's' }, newImage: one },
      { sequence: 2, eventName: 'MODIFY', newImage: two, oldImage: one },
      { sequence: 3, eventName: 'REMOVE', oldImage: two },
    ]);
    expect(feed.read('relations', 0)[0]).not.toHaveProperty('oldImage');
    expect(feed.read('relations', 0)[2]).not.toHaveProperty('newImage');
  });

  it('is silent when nothing changed: the same put, a delete of nothing, a check, a false condition', async () => {
    const put = { put: { ...key, n: 1, m: { a: [] } } };
    const feed = await written(
      [put],
      [put],
      [{ delete: { ...key, sk: 'none' } }],
      [{ check: key, if: { present: ['n'] } }],
      [{ ...put, put: { ...key, n: 2 }, if: { absent: ['pk'] } }],
    );
    expect(feed.last('relations')).toBe(1);
  });

  it('shows no old image of activities, and has nothing of tables without a stream', async () => {
    const activity = { ...key, table: 'activities' as const };
    const feed = await written([{ put: activity }, { put: { ...key, table: 'control' } }], [{ update: activity, set: [[['n'], 1]] }]);
    expect(feed.read('activities', 0).map(({ oldImage, eventName }) => [eventName, oldImage])).toEqual([
      ['INSERT', undefined],
      ['MODIFY', undefined],
    ]);
    expect(feed.last('relations')).toBe(0);
  });

  it('is read from a position, so many at a time, also after it was trimmed', async () => {
    const feed = await written(...['a', 'b', 'c', 'd'].map((sk) => [{ put: { ...key, sk } }]));
    const read = (after: number, limit?: number) => feed.read('relations', after, limit).map(({ sequence }) => sequence);
    expect([read(0), read(1, 2), read(4)]).toEqual([[1, 2, 3, 4], [2, 3], []]);
    feed.trim('relations', 2);
    expect([read(0), read(2, 1), read(3), feed.last('relations')]).toEqual([[3, 4], [3], [4], 4]);
  });

  it('becomes the event that wakes a function', async () => {
    const feed = await written([{ put: { ...key, n: 1, m: { x: null } } }]);
    expect(streamEvent('relations', feed.read('relations', 0))).toMatchObject({
      Records: [
        {
          eventID: 'relations-1',
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: {
            ApproximateCreationDateTime: 1_795_000_000,
            Keys: { pk: { S: 'p' }, sk: { S: 's' } },
            NewImage: { pk: { S: 'p' }, sk: { S: 's' }, n: { N: '1' }, m: { M: { x: { NULL: true } } } },
            SequenceNumber: '000000000000000000001',
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
        },
      ],
    });
  });
});
