import type { Profile } from '../core/customer.ts';
import { ratesOf } from '../core/money.ts';
import { type Counting, emptyTally, mergedTallies, type ShopTally, tallyOf } from '../core/scoring/shop-tally.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { type PassProgress, passSegments } from '../store/passes.ts';
import type { Item, World } from '../world.ts';

/** Counting one is quick, and what was counted is an item of up to 300 KB: it is written once for so many. */
const pagesTogether = 16;

/** Counts the next customers of a segment for the shop's figures. One who cannot be read is told of and left out. */
export async function countCustomers(
  world: World,
  { segment, before, isPoison }: { segment: number; before: PassProgress; isPoison: (error: unknown) => boolean },
): Promise<{ passed: number; changed: number; failed: number; cursor: string | undefined; tally: ShopTally }> {
  const counting = await countingOf(world);
  const tallies = [before.tally];
  let cursor = before.cursor ?? undefined;
  let [passed, failed] = [0, 0];
  for (let page = 0; page < pagesTogether; page++) {
    const { items, next } = await world.table.scan({ table: 'customers', index: segment, of: passSegments }, cursor);
    const { tally, unread } = tallyOfItems(items, counting, isPoison);
    tallies.push(tally);
    passed += items.length;
    failed += unread;
    cursor = next;
    if (cursor === undefined) break;
  }
  return { passed, changed: 0, failed, cursor, tally: mergedTallies(tallies) };
}

/** What the figures of the shop are counted with, now. */
export async function countingOf(world: World): Promise<Counting> {
  const { settings } = await loadCatalogue(world);
  return { now: world.now(), rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' };
}

function tallyOfItems(items: Item[], counting: Counting, isPoison: (error: unknown) => boolean): { tally: ShopTally; unread: number } {
  try {
    const profiles = items.flatMap(({ profile }) => (profile ? [fromJson<Profile>(profile)] : []));
    return { tally: tallyOf(profiles, counting), unread: 0 };
  } catch (error) {
    if (!isPoison(error)) throw error;
    if (items.length <= 1) return { tally: emptyTally(), unread: items.length };
    const parts = items.map((item) => tallyOfItems([item], counting, isPoison));
    return { tally: mergedTallies(parts.map(({ tally }) => tally)), unread: parts.reduce((sum, { unread }) => sum + unread, 0) };
  }
}
