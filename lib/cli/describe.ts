import { Command } from 'commander';
import type { Campaign } from '../core/definition/campaign.ts';
import { flowchartOf } from '../core/description/flowchart.ts';
import { describeCampaign } from '../core/description/sentences.ts';
import { campaignOf } from './local-campaign.ts';

/** In Markdown: sentences, and a flowchart as code hosts show it in a pull request. */
export function showDescription(campaign: Campaign): string {
  return `${describeCampaign(campaign)}\n\`\`\`mermaid\n${flowchartOf(campaign)}\n\`\`\``;
}

/** `rapport describe CAMPAIGN`: what it does, in words. */
export function describeCommand(): Command {
  return new Command('describe')
    .description('say a campaign as plain sentences and as a flowchart, in Markdown, such as for a pull request')
    .argument('<campaign>', 'the id of the campaign')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .option('--mermaid', 'the flowchart only')
    .action(async (id: string, { definitions, mermaid }: { definitions: string; mermaid?: true }) => {
      const campaign = await campaignOf(id, definitions);
      console.log(mermaid ? flowchartOf(campaign) : showDescription(campaign));
    });
}
