import type { World } from '../world.ts';

/**
 * So many of one process are between their claim and their record. Whoever is there when the process dies stays unknown, so they
 * are few, and none of them waits for a connection.
 */
const sideBySide = 10;
const lines = new WeakMap<World['table'], { under: number; waiting: (() => void)[] }>();

/** Waits until fewer than that are under way in this process. */
export async function inTurn<Result>({ table }: World, work: () => Promise<Result>): Promise<Result> {
  const line = lines.get(table) ?? { under: 0, waiting: [] };
  lines.set(table, line);
  if (line.under < sideBySide) line.under += 1;
  else await new Promise<void>((go) => line.waiting.push(go));
  try {
    return await work();
  } finally {
    const next = line.waiting.shift();
    if (next) next();
    else line.under -= 1;
  }
}
