import type { Profile } from '../core/customer.ts';
import { localDate } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import type { World } from '../world.ts';

/** How many customers stand on an uploaded list, and how many of them by a row that no longer holds. Scans all customers. */
export async function countList(world: World, segment: string): Promise<{ holding: number; expired: number; until: string[] }> {
  const { settings } = await loadCatalogue(world);
  const today = localDate(world.now(), settings.brands[0]?.zone ?? 'UTC');
  const counted = { holding: 0, expired: 0 };
  const until = new Set<string>();
  let cursor: string | undefined;
  do {
    const { items, next } = await world.table.scan({ table: 'customers', index: 0, of: 1 }, cursor);
    for (const { profile } of items) {
      const entry = profile && fromJson<Profile>(profile).lists?.[segment];
      if (!entry) continue;
      counted[entry.until >= today ? 'holding' : 'expired']++;
      until.add(entry.until);
    }
    cursor = next;
  } while (cursor);
  return { ...counted, until: [...until].sort() };
}
