import type { Instant } from '../../lib/core/time.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { type Publication, publishCatalogue } from '../../lib/store/catalogue.ts';
import { askForPass } from '../../lib/store/passes.ts';
import { ensureSecrets, type Secrets } from '../../lib/store/secrets.ts';
import { nextNight } from '../../lib/usecases/pass-start.ts';
import { armSchedules } from '../../lib/usecases/start-runs.ts';
import type { Item, Operation } from '../../lib/world.ts';
import { publicationOf, type Shop } from './publication.ts';

/** Keys of every simulation. */
export const secrets: Secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };

/** A shop as it was published: what it has in force, and what that left in the tables. */
export interface Opening {
  publication: Publication;
  items: Item[];
}

const openings = new Map<string, Promise<Opening>>();
const mostKept = 600;

/** Publishing takes longer than a simulation: each shop is published once. */
export function openingOf(shop: Shop, from: Instant): Promise<Opening> {
  const name = JSON.stringify([shop, from]);
  const known = openings.get(name) ?? publish(shop, from);
  if (openings.size >= mostKept) openings.clear();
  openings.set(name, known);
  return known;
}

async function publish(shop: Shop, from: Instant): Promise<Opening> {
  const items = new Map<string, Item>();
  const world = memoryWorld({
    now: () => from,
    told: (written) => {
      for (const { key, after } of written) {
        const place = `${key.table} ${key.pk} ${key.sk}`;
        if (after) items.set(place, { ...after, table: key.table });
        else items.delete(place);
      }
    },
  });
  const publication = publicationOf(shop, from);
  await ensureSecrets(world, secrets);
  await publishCatalogue(world, publication, from);
  await armSchedules(world);
  // Figures of the shop are counted each night too, which sends nothing and takes long.
  if (shop.watched) await askForPass(world, 'watch', { dueAt: nextNight('Europe/London', from), unlessAsked: true });
  return { publication, items: [...items.values()] };
}

export function asOperations(items: Item[]): Operation[] {
  return items.map((item) => ({ put: item }));
}
