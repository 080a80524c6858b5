import { wiring } from '../../lib/wiring.ts';
import type { Functions, Pool } from './environments.ts';

/** The real handlers, silent. */
export async function openPool(): Promise<Pool> {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  // Powertools reads it with each invocation, and the real one is slow to read.
  process.env = { ...process.env };
  const loaded = Object.keys(wiring).map(async (name): Promise<[string, Functions[string]]> => {
    const { create } = await import(new URL(`../../functions/${name}.ts`, import.meta.url).href);
    return [name, create];
  });
  return { functions: Object.fromEntries(await Promise.all(loaded)), idle: new Map() };
}
