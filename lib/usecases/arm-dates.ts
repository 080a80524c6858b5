import type { Profile } from '../core/customer.ts';
import { nextHints } from '../core/enrollment/apply-hint.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { hintOperation } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { situationOf } from '../store/situation.ts';
import type { Item, World } from '../world.ts';

/**
 * Tells the due index of every customer's next date for campaigns that were just published: from then on each activity
 * keeps it true. Twice is once; a hint that a customer's own activity moves meanwhile is checked when it fires.
 * Resolves to how many dates were set.
 */
export async function armDates(world: World, campaigns: string[]): Promise<number> {
  const catalogue = await loadCatalogue(world);
  const dated = catalogue.live.filter(({ id, entry }) => campaigns.includes(id) && entry.trigger.kind === 'date');
  if (dated.length === 0) return 0;
  let set = 0;
  let cursor: string | undefined;
  do {
    const page = await world.table.scan({ table: 'customers', index: 0, of: 1 }, cursor);
    for (const item of page.items) set += await armCustomer(world, { ...catalogue, live: dated }, item);
    cursor = page.next;
  } while (cursor);
  return set;
}

async function armCustomer(world: World, catalogue: Catalogue, item: Item): Promise<number> {
  const profile = fromJson<Profile>(item.profile);
  const situation = await situationOf(catalogue, { profile, contact: undefined, enrollments: [] }, profile.id);
  const hints = nextHints(situation, world.now()).filter(({ dueAt }) => dueAt !== null);
  if (hints.length > 0) await world.table.write(hints.map((hint) => hintOperation(item.pk, hint)));
  return hints.length;
}
