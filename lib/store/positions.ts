import * as z from 'zod/mini';
import type { World } from '../world.ts';
import { enrollmentPrefix } from './keys.ts';

/** Step → how many customers wait there. */
export type Positions = Map<string, number>;

const itemSchema = z.object({ enrollment: z.object({ campaign: z.string(), status: z.string(), position: z.nullable(z.string()) }) });

/** Who is inside where, by campaign, over all its versions. Reads the whole table of relations, in constant memory. */
export async function countPositions(world: World): Promise<Map<string, Positions>> {
  const found = new Map<string, Positions>();
  let cursor: string | undefined;
  do {
    const { items, next } = await world.table.scan({ table: 'relations', index: 0, of: 1 }, cursor);
    for (const item of items.filter(({ sk }) => sk.startsWith(enrollmentPrefix))) {
      const { campaign, status, position } = itemSchema.parse(item).enrollment;
      if (status !== 'inside' || position === null) continue;
      const positions = found.get(campaign) ?? new Map<string, number>();
      found.set(campaign, positions.set(position, (positions.get(position) ?? 0) + 1));
    }
    cursor = next;
  } while (cursor);
  return found;
}
