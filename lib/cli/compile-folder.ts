import type { Publication } from '../store/catalogue.ts';
import { showResult } from './check.ts';
import { loadDefinitions } from './definitions.ts';

/** Checks a folder of definitions and compiles its templates, ready to be published. Rejects with every problem found. */
export async function compileFolder(path: string): Promise<Publication> {
  const { definitions, problems, files } = await loadDefinitions(path);
  if (!definitions) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    throw new Error(
      `nothing was published:\n${showResult({ problems: errors, errors: errors.length, warnings: problems.length - errors.length, files })}`,
    );
  }
  const { settings, data, campaigns, segments, programs, pools } = definitions;
  const templates = await Promise.all(
    definitions.templates.map(async ({ brand, compile }) => ({ ...(await compile()), ...(brand !== undefined && { brand }) })),
  );
  const assets = [...definitions.assets.values()];
  return {
    campaigns: campaigns.map(({ value }) => value),
    segments: segments.map(({ value }) => value),
    templates,
    settings,
    data,
    programs: programs.map(({ value }) => value),
    pools: pools.map(({ value }) => value),
    assets,
  };
}
