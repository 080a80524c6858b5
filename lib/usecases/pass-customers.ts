import { loadCatalogue } from '../store/catalogue.ts';
import type { Full } from '../store/entry-places.ts';
import { type PassProgress, type PassStart, type PassTask, passSegments } from '../store/passes.ts';
import type { World } from '../world.ts';
import { passCustomer } from './pass-customer.ts';

/** So many customers at a time; few where each takes a place of the same day. */
const together = { usually: 16, withPlaces: 4 };

/** Looks at each customer of the next page of a segment. Resolves to how many these were, and where the page after it begins. */
export async function passCustomers(
  world: World,
  { task: { kind, segment }, start, before }: { task: PassTask; start: PassStart; before: PassProgress },
  isPoison: (error: unknown) => boolean,
) {
  const { items: all, next } = await world.table.scan({ table: 'customers', index: segment, of: passSegments }, before.cursor ?? undefined);
  const items = all.filter(({ erasedAt }) => erasedAt === undefined);
  const counts = { passed: items.length, changed: 0, failed: 0 };
  const context = {
    catalogue: await loadCatalogue(world),
    pass: `${kind}#${start.name}`,
    existing: start.existing,
    since: start.since,
    full: new Map() satisfies Full,
  };
  const size = start.existing.length > 0 ? together.withPlaces : together.usually;
  for (let from = 0; from < items.length; from += size) {
    const outcomes = await Promise.allSettled(items.slice(from, from + size).map((item) => passCustomer(world, item, context)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isPoison(outcome.reason)) throw outcome.reason;
      if (outcome.status === 'rejected') counts.failed += 1;
      else if (outcome.value) counts.changed += 1;
    }
  }
  return { ...counts, cursor: next, tally: before.tally };
}
