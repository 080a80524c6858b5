import type { Instant } from '../../lib/core/time.ts';
import { type Due, dueIndex, type Item, type Key } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import type { Change, Happening } from './history.ts';

interface Row {
  key: Key;
  shard: number;
  dueAt: Instant;
}

/** The due index: it lags behind the table, so that for a while it shows a row as it was. */
export interface DueRows {
  hear(happening: Happening): void;
  read(shard: number, upTo: Instant, limit: number): Due[];
  /** When something is due next, overdue ones included, as the table knows it. */
  firstAt(): Instant;
}

export function createDueRows(engine: () => Engine): DueRows {
  const rows = new Map<string, Row>();
  /** What the index still shows of a row: nothing, or what it was. */
  const stale = new Map<string, { row: Row | undefined; until: Instant }>();
  let first: Instant | undefined;

  function hearChange({ key, before, after }: Change): void {
    if (key.table !== 'relations') return;
    const [was, is] = [rowOf(key, before), rowOf(key, after)];
    if (!was && !is) return;
    const place = `${key.pk} ${key.sk}`;
    const { faults, now, random } = engine();
    if (faults.strikes('index lags', key.sk)) stale.set(place, { row: was, until: now() + 500 + random.below(90_000) });
    if (is) rows.set(place, is);
    else rows.delete(place);
    first = undefined;
  }

  function shown(): Row[] {
    if (stale.size === 0) return [...rows.values()];
    const now = engine().now();
    for (const [place, { until }] of stale) if (until <= now || engine().faults.stopped()) stale.delete(place);
    const fresh = [...rows].flatMap(([place, row]) => (stale.has(place) ? [] : row));
    return [...fresh, ...[...stale.values()].flatMap(({ row }) => row ?? [])];
  }

  return {
    hear(happening) {
      if (happening.kind === 'write') for (const change of happening.changes) hearChange(change);
    },
    read(shard, upTo, limit) {
      const due = shown().filter((row) => row.shard === shard && row.dueAt <= upTo);
      due.sort((a, b) => a.dueAt - b.dueAt || (`${a.key.pk}${a.key.sk}` < `${b.key.pk}${b.key.sk}` ? -1 : 1));
      return due.slice(0, limit).map(({ key, dueAt }) => ({ key: { ...key }, dueAt }));
    },
    firstAt() {
      first ??= [...rows.values()].reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity);
      return first;
    },
  };
}

function rowOf(key: Key, item: Item | undefined): Row | undefined {
  const [shard, dueAt] = [item?.[dueIndex.partitionKey], item?.[dueIndex.sortKey]];
  return typeof shard === 'number' && typeof dueAt === 'number' ? { key, shard, dueAt } : undefined;
}
