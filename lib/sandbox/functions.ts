import { wiring } from '../wiring.ts';
import type { World } from '../world.ts';
import type { Handler } from './lambda.ts';

/**
 * The real handlers: `create(world)` of each `functions/<name>.ts` that the wiring names. Their log lines and metrics are
 * muted unless POWERTOOLS_LOG_LEVEL is set.
 */
export async function loadFunctions(world: World): Promise<Record<string, Handler>> {
  process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
  process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';
  const loaded = Object.keys(wiring).map(async (name): Promise<[string, Handler]> => {
    const module: unknown = await import(new URL(`../../functions/${name}.ts`, import.meta.url).href);
    if (!hasCreate(module)) throw new Error(`functions/${name}.ts must export create(world), which makes its handler`);
    return [name, module.create(world)];
  });
  return Object.fromEntries(await Promise.all(loaded));
}

const hasCreate = (module: unknown): module is { create(world: World): Handler } =>
  typeof module === 'object' && module !== null && 'create' in module && typeof module.create === 'function';
