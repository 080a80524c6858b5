import { Command } from 'commander';
import type { Instant } from '../core/time.ts';
import type { Published } from '../store/catalogue.ts';
import { freshSecrets } from '../store/fresh-secrets.ts';
import { publishCampaigns } from '../usecases/publish-campaigns.ts';
import type { World } from '../world.ts';
import { compileFolder } from './compile-folder.ts';
import { connect } from './connect.ts';

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
  return publishCampaigns(world, await compileFolder(path), { liveFrom, fresh: freshSecrets() });
}
