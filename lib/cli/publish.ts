import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { Instant } from '../core/time.ts';
import { openKeys } from '../sandbox/open-keys.ts';
import { needsOfPublication, type Publication, type Published } from '../store/catalogue.ts';
import { endCounting } from '../store/counting.ts';
import { freshSecrets } from '../store/fresh-secrets.ts';
import { backFillCounts } from '../usecases/back-fill-counts.ts';
import { comparePrograms } from '../usecases/compare-programs.ts';
import { forecastPublication } from '../usecases/forecast-publication.ts';
import { holdBackCampaigns } from '../usecases/hold-back-campaigns.ts';
import { publishCampaigns } from '../usecases/publish-campaigns.ts';
import type { World } from '../world.ts';
import { compileFolder } from './compile-folder.ts';
import { connect } from './connect.ts';
import { showProgress } from './progress.ts';
import { countToConfirm, showForecast } from './show-forecast.ts';

interface Options {
  outputs?: string;
  yes?: string;
}

/** `rapport publish`: checks the definitions, shows what they would do, and puts them in force. Nothing is published when anything is wrong. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('check the definitions, show whom they reach, and put them in force: in a deployed stack, or in the running sandbox')
    .argument('[path]', 'the folder of definitions', 'campaigns')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .option('--yes <count>', 'the number of recipients, where it would be asked')
    .action(async (path: string, { outputs, yes }: Options) => {
      const world = await connect(outputs);
      const held = await publishAloud(world, await compileFolder(path), {
        answer: yes === undefined ? askForCount : async () => yes,
        say: (text) => console.log(text),
      });
      if (held.length > 0) process.exitCode = 1;
    });
}

/** How the command talks with a person. */
export interface Talk {
  /** What a person types when she is asked for the number of recipients. Rejects where there is nobody to ask. */
  answer(question: string): Promise<string>;
  say(text: string): void;
}

/** Forecasts, asks where many would be written to, and publishes. Resolves to the campaigns that may not go live yet. */
export async function publishAloud(world: World, wanted: Publication, { answer, say }: Talk): Promise<string[]> {
  const programs = await comparePrograms(world, wanted);
  const { publication, held } = await holdBackCampaigns(world, wanted);
  // What conditions count must be counted before they can be asked.
  await backFillCounts(world, publication);
  try {
    const progress = showProgress('counting recipients');
    const forecast = await forecastPublication(world, publication, (done, of, customers) => {
      progress.update(done, of, `${customers.toLocaleString('en')} customers`);
    }).finally(() => progress.stop());
    for (const { program, change, warnings } of programs) {
      say(`the loyalty program ${program} ${change}${meaning[change]}`);
      for (const warning of warnings) say(`  mind: ${warning}`);
    }
    say(showForecast(forecast));
    await confirmCount(countToConfirm(forecast), answer);
  } catch (error) {
    await endCounting(world, needsOfPublication(publication));
    throw error;
  }
  for (const { campaign, version } of await publish(world, publication, world.now())) say(`${campaign} is live in version ${version}`);
  if (held.length > 0)
    say(
      `not live yet: ${held.join(', ')}. No consent and no suppression was ever loaded, so nobody can tell who must not be written to. ` +
        'Settings and data are in force: load what you have with "npm run rapport -- import consents FILE" or "npm run rapport -- import suppressions FILE", then publish again',
    );
  return held;
}

const meaning = {
  'goes live': ': from now on it counts what customers do',
  changes: ': for all members, from now on',
  ends: ': nothing more is earned, what there is can be spent',
};

/** Rejects when so many recipients are not confirmed by their number; 0 needs no word. */
export async function confirmCount(count: number, answer: Talk['answer']): Promise<void> {
  if (count === 0) return;
  const said = await answer(`${count.toLocaleString('en')} customers would be written to. Type the number to go on: `);
  if (said.replaceAll(/[,.\s]/g, '') !== String(count))
    throw new Error(`nothing was published: ${count} recipients were not confirmed; type the number, or give it with --yes ${count}`);
}

/** A script has nobody to ask. */
async function askForCount(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`nothing was published: ${question.replace(/ Type .*/, '')} Give the number with --yes COUNT`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return terminal.question(question).finally(() => terminal.close());
}

function publish(world: World, publication: Publication, liveFrom: Instant): Promise<Published[]> {
  return publishCampaigns(world, publication, { liveFrom, fresh: freshSecrets() });
}

/**
 * Checks, compiles and publishes a folder of definitions in a sandbox, without a word. What happened before `liveFrom` counts as history; it
 * is kept from the first time on. Rejects with every problem found, and then nothing was written.
 */
export async function publishFolder(world: World, path: string, liveFrom: Instant): Promise<Published[]> {
  return publishCampaigns(world, await compileFolder(path), { liveFrom, fresh: openKeys });
}
