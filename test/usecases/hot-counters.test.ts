import { expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { changesOf, countChanges } from '../../lib/usecases/count-changes.ts';
import { wiring } from '../../lib/wiring.ts';

/** One shard of a stream carries no more writes a second. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const perShard = 1000;
const { batchSize } = wiring['count-events'].source;

it('ten thousand messages a second of one run are two writes a second to each of its items at most', async () => {
  const world = memoryWorld({ now: () => 0 });
  const writes = new Map<string, number>();
  const { write } = world.table;
  world.table.write = (operations) => {
    for (const operation of operations) if ('put' in operation) writes.set(operation.put.sk, (writes.get(operation.put.sk) ?? 0) + 1);
    return write(operations);
  };
  const seconds = 3;
  const shards = 10_000 / perShard;
  for (let shard = 0; shard < shards; shard++)
    for (let from = 0; from < seconds * perShard; from += batchSize) {
      const changes = Array.from({ length: batchSize }, (_, index) =>
        changesOf({
          sequence: String(from + index + 1),
          at: 0,
          before: undefined,
          after: { sk: `MSG#2026-11-02T09:00:00.000Z#news#2026-11-02T09:00#hello`, state: 'sent', channel: 'email' },
        }),
      );
      expect(await countChanges(world, `shard-${shard}`, changes.flat())).toEqual([]);
    }
  expect(writes.size).toBe(shards);
  expect(Math.max(...writes.values()) / seconds).toBeLessThanOrEqual(2);
});
