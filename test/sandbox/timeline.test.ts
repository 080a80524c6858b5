import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { openClock } from '../../lib/sandbox/clock.ts';
import { followedHints, queriedHints } from '../../lib/sandbox/due-hints.ts';
import type { EventSource } from '../../lib/sandbox/stream-source.ts';
import { openTimeline, type Schedule } from '../../lib/sandbox/timeline.ts';
import { type Due, dueShards } from '../../lib/world.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 1, 9);
const minute = 60_000;

/** `hints` are due instants; the minute schedule takes away those that are due, as the sweep does. */
function setUp({
  hints = [],
  timers = [],
  sources = [],
  rare = [],
}: {
  hints?: number[];
  timers?: number[];
  sources?: EventSource[];
  rare?: Schedule[];
} = {}) {
  const clock = openClock(join(temporaryFolder(), 'clock.json'), start);
  const swept: [number, number[]][] = [];
  let open = hints;
  const sweep: Schedule = {
    name: 'sweep',
    every: minute,
    fire: async (at) => {
      swept.push([(at - start) / minute, open.filter((hint) => hint <= at).map((hint) => (hint - start) / minute)]);
      open = open.filter((hint) => hint > at);
    },
  };
  const due = async (shard: number, upTo: number, limit: number): Promise<Due[]> =>
    shard === 0
      ? open
          .filter((hint) => hint <= upTo)
          .toSorted((a, b) => a - b)
          .slice(0, limit)
          .map((dueAt) => ({ dueAt, key: { table: 'relations', pk: '', sk: '' } }))
      : [];
  const nextAt = () => timers.filter((at) => at > clock.now()).at(0);
  return {
    clock,
    swept,
    timeline: openTimeline({ clock, hints: queriedHints({ due }), queues: { nextAt }, sources, schedules: [sweep, ...rare] }),
  };
}

describe('advancing', () => {
  it('stops at the full minute after each due instant and nowhere else', async () => {
    const { timeline, swept, clock } = setUp({ hints: [start + 30_000, start + 45_000, start + 3 * minute, start + 90 * minute] });
    await timeline.advanceTo(start + 60 * minute);
    expect(swept).toEqual([
      [1, [0.5, 0.75]],
      [3, [3]],
    ]);
    expect(clock.now()).toBe(start + 60 * minute);
  });

  it('stops by the hour when asked to', async () => {
    const { timeline, swept } = setUp({ hints: [start + 5 * minute, start + 59 * minute, start + 61 * minute] });
    await timeline.advanceTo(start + 180 * minute, { every: 60 * minute });
    expect(swept).toEqual([
      [60, [5, 59]],
      [120, [61]],
    ]);
  });

  it('sweeps what was overdue already', async () => {
    const { timeline, swept } = setUp({ hints: [start - 5 * minute] });
    await timeline.advanceTo(start + 10 * minute);
    expect(swept).toEqual([[1, [-5]]]);
  });

  it('stops where a message becomes visible', async () => {
    const seen: number[] = [];
    const source: EventSource = { name: 's', step: async () => void seen.push(clock.now()) === undefined && false };
    const { timeline, clock } = setUp({ timers: [start + 15_500], sources: [source] });
    await timeline.advanceTo(start + minute);
    expect([...new Set(seen)].map((at) => at - start)).toEqual([0, 15_500, minute]);
  });

  it('fires a rarer schedule at each of its times, due or not', async () => {
    const fired: number[] = [];
    const nightly: Schedule = { name: 'nightly', every: 24 * 60 * minute, fire: async (at) => void fired.push(at) };
    const { timeline } = setUp({ rare: [nightly] });
    await timeline.advanceTo(start + 48 * 60 * minute);
    expect(fired).toEqual([Date.UTC(2026, 10, 2), Date.UTC(2026, 10, 3)]);
  });

  it('never goes back, and goes on after having been asked to', async () => {
    const { timeline, clock } = setUp();
    await expect(timeline.advanceTo(start - 1)).rejects.toThrow('virtual time cannot go');
    await timeline.advanceTo(start + minute);
    expect(clock.now()).toBe(start + minute);
  });

  it('takes calls one after the other', async () => {
    const { timeline, clock } = setUp({ hints: [start + minute] });
    await Promise.all([timeline.advanceTo(start + 5 * minute), timeline.settle(), timeline.advanceTo(start + 9 * minute)]);
    expect(clock.now()).toBe(start + 9 * minute);
  });

  it('goes no way that another call has gone already', async () => {
    const { timeline, clock } = setUp();
    await Promise.all([timeline.advanceTo(start + 9 * minute), timeline.advanceTo(start + 5 * minute), timeline.advanceBy(minute)]);
    expect(clock.now()).toBe(start + 10 * minute);
  });

  it('tells what is due next', async () => {
    const { timeline } = setUp({ hints: [start + 90_000], timers: [start + 200_000] });
    expect(await timeline.nextDueAt(start + 60 * minute)).toBe(start + 2 * minute);
    expect(await setUp().timeline.nextDueAt(start + 60 * minute)).toBeUndefined();
  });
});

describe('settling', () => {
  it('waits for work that one source makes for another, whichever comes first', async () => {
    const [first, second, third]: [number[], number[], number[]] = [[], [1, 2, 3], []];
    const done: number[] = [];
    const pass = (from: number[], to: number[]): EventSource => ({
      name: 'pass',
      step: async () => {
        const next = from.shift();
        if (next === undefined) return false;
        await new Promise((resolve) => setTimeout(resolve, 5));
        to.push(next);
        return true;
      },
    });
    const { timeline } = setUp({ sources: [pass(third, done), pass(first, third), pass(second, first)] });
    await timeline.settle();
    expect(done).toEqual([1, 2, 3]);
  });
});

describe('a source that fails', () => {
  it('ends the round, and the next one runs', async () => {
    let failing = true;
    const steps: string[] = [];
    const broken: EventSource = { name: 'broken', step: async () => (failing ? Promise.reject(new Error('gone')) : false) };
    const idle: EventSource = { name: 'idle', step: async () => void steps.push('idle') === undefined && false };
    const { timeline } = setUp({ sources: [idle, broken] });
    await expect(timeline.settle()).rejects.toThrow('gone');
    const after = steps.length;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(steps).toHaveLength(after);
    failing = false;
    await timeline.settle();
  });
});

describe('following the due index by its stream', () => {
  /** A table with its stream, on which `put` sets a due instant and `undefined` takes it away. */
  function followed() {
    const rows = new Map<string, number>();
    const records: DynamoDBRecord[] = [];
    let queries = 0;
    const put = (pk: string, dueAt: number | undefined) => {
      if (dueAt === undefined) rows.delete(pk);
      else rows.set(pk, dueAt);
      const image = dueAt === undefined ? {} : { NewImage: { dueShard: { N: '1' }, dueAt: { N: String(dueAt) } } };
      records.push({
        eventName: 'MODIFY',
        dynamodb: { SequenceNumber: String(records.length + 1), Keys: { pk: { S: pk }, sk: { S: 's' } }, ...image },
      });
    };
    const due = async (shard: number, upTo: number): Promise<Due[]> => {
      queries += 1;
      return shard === 1
        ? [...rows].filter(([, dueAt]) => dueAt <= upTo).map(([pk, dueAt]) => ({ dueAt, key: { table: 'relations', pk, sk: 's' } }))
        : [];
    };
    const hints = followedHints(
      { due },
      { read: async (_, after, limit) => records.slice(Number(after ?? 0), Number(after ?? 0) + limit) },
    );
    return { put, rows, hints, read: () => hints.reader.read('relations', undefined, 1000), queries: () => queries };
  }

  it('knows what stood there at the start and what changed since, without asking again', async () => {
    const { put, hints, read, queries } = followed();
    put('old', 50);
    expect(await hints.first(100)).toBe(50);
    put('new', 40);
    put('old', 200);
    await read();
    expect([await hints.first(100), await hints.first(300)]).toEqual([40, 40]);
    put('new', undefined);
    await read();
    expect([await hints.first(100), await hints.first(300)]).toEqual([undefined, 200]);
    expect(queries()).toBeLessThanOrEqual(2 * dueShards);
  });

  it('is not led back by records that are read again', async () => {
    const { put, hints, read } = followed();
    put('a', 10);
    put('a', 90);
    await read();
    expect(await hints.first(100)).toBe(90);
    await hints.reader.read('relations', undefined, 1);
    expect(await hints.first(100)).toBe(90);
  });

  it('asks the index when something stays due after its turn', async () => {
    const { put, rows, hints, read } = followed();
    put('a', 10);
    await read();
    expect(await hints.first(100)).toBe(10);
    rows.delete('a');
    expect(await hints.first(100)).toBeUndefined();
  });
});
