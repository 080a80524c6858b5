import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import type { Instant } from '../core/time.ts';
import { type Published, publishCatalogue } from '../store/catalogue.ts';
import { ensureSecrets } from '../store/secrets.ts';
import { armDates } from '../usecases/arm-dates.ts';
import type { World } from '../world.ts';
import { showResult } from './check.ts';
import { connect } from './connect.ts';
import { loadDefinitions } from './definitions.ts';

/** `rapport publish`: checks the definitions and puts them in force. Nothing is published when anything is wrong. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('check the definitions and put them in force: in a deployed stack, or in the running sandbox')
    .argument('[path]', 'the folder of definitions', 'campaigns')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (path: string, { outputs }: { outputs?: string }) => {
      const world = await connect(outputs);
      for (const { campaign, version } of await publishFolder(world, path, world.now()))
        console.log(`${campaign} is live in version ${version}`);
    });
}

/**
 * Checks, compiles and publishes a folder of definitions. What happened before `liveFrom` counts as history; it is kept
 * from the first time on. Rejects with every problem found, and then nothing was written.
 */
export async function publishFolder(world: World, path: string, liveFrom: Instant): Promise<Published[]> {
  const { definitions, problems, files } = await loadDefinitions(path);
  if (!definitions) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    throw new Error(
      `nothing was published:\n${showResult({ problems: errors, errors: errors.length, warnings: problems.length - errors.length, files })}`,
    );
  }
  const { settings, data, campaigns, segments } = definitions;
  const templates = await Promise.all(
    definitions.templates.map(async ({ brand, compile }) => ({ ...(await compile()), ...(brand !== undefined && { brand }) })),
  );
  const secret = () => randomBytes(32).toString('base64url');
  await ensureSecrets(world, { pepper: secret(), tokens: [{ kid: '1', secret: secret() }] });
  const published = await publishCatalogue(
    world,
    { campaigns: campaigns.map(({ value }) => value), segments: segments.map(({ value }) => value), templates, settings, data },
    liveFrom,
  );
  await armDates(
    world,
    published.filter(({ changed }) => changed).map(({ campaign }) => campaign),
  );
  return published;
}
