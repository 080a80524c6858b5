import { Command } from 'commander';
import type { Campaign } from '../core/definition/campaign.ts';
import type { Placed } from '../core/definition/library.ts';
import { flowchartOf } from '../core/description/flowchart.ts';
import { describePool, describeProgram } from '../core/description/loyalty-words.ts';
import { describeCampaign } from '../core/description/sentences.ts';
import { loadRight, oneOf, unknownOne } from './local-campaign.ts';

/** In Markdown: sentences, and a flowchart as code hosts show it in a pull request. */
export function showDescription(campaign: Campaign): string {
  return `${describeCampaign(campaign)}\n\`\`\`mermaid\n${flowchartOf(campaign)}\n\`\`\``;
}

/** A campaign, a loyalty program or a pool of codes of a folder, in words. Rejects with the nearest where there is none of that id. */
export async function describe(id: string, path: string): Promise<string> {
  const definitions = await loadRight(path, 'nothing was described');
  const { campaigns, programs, pools } = definitions;
  const told = [...wordsOf(campaigns, id, showDescription), ...wordsOf(programs, id, describeProgram), ...wordsOf(pools, id, describePool)];
  if (told.length > 0) return told.join('\n');
  throw unknownOne(
    'campaign, program or pool',
    id,
    [...campaigns, ...programs, ...pools].map(({ value }) => value.id),
  );
}

function wordsOf<T extends { id: string }>(placed: Placed<T>[], id: string, words: (value: T) => string): string[] {
  return placed.filter(({ value }) => value.id === id).map(({ value }) => words(value));
}

/** `rapport describe ID`: what it does, in words. */
export function describeCommand(): Command {
  return new Command('describe')
    .description(
      'say a campaign as plain sentences and as a flowchart, in Markdown, such as for a pull request; or a loyalty program, a pool of codes',
    )
    .argument('<id>', 'the id of the campaign, the program or the pool')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .option('--mermaid', 'the flowchart of the campaign only')
    .action(async (id: string, { definitions, mermaid }: { definitions: string; mermaid?: true }) => {
      console.log(
        mermaid ? flowchartOf(oneOf(await loadRight(definitions, 'nothing was described'), id)) : await describe(id, definitions),
      );
    });
}
