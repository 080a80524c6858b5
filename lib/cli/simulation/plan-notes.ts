import type { Campaign } from '../../core/definition/campaign.ts';
import { partsOf } from '../../core/definition/walk.ts';
import { triggerWords } from '../../core/description/sentences.ts';
import { compilePlan } from '../../core/simulation/compile-plan.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { counted } from '../counted.ts';
import type { SimulationSource } from './source.ts';

/** That a topic of these campaigns reaches nobody, since the source knows of no confirmation. */
export function optInNotes({ campaigns }: SimulationPlan, { unconfirmed }: Pick<SimulationSource, 'unconfirmed'>): string[] {
  const steps = campaigns.flatMap((campaign) => partsOf(campaign).flatMap((part) => (part.part === 'step' ? [part.value] : [])));
  const topics = new Set([...campaigns, ...steps].map((one) => ('topic' in one ? one.topic : undefined)));
  const asked = unconfirmed.filter((topic) => topics.has(topic));
  const named = asked.map((topic) => `"${topic}"`).join(', ');
  return asked.length === 0
    ? []
    : [
        `Nobody has confirmed the ${asked.length === 1 ? 'topic' : 'topics'} ${named}, which a double opt-in needs and an order file does not tell: its messages reach nobody. To see them go to all who accept marketing, simulate a copy of the definitions (--definitions) whose settings do not say "confirm".`,
      ];
}

/** Of each campaign why nobody came into it, to be told where nobody did. */
export function idleTexts(plan: SimulationPlan): { [campaign: string]: string } {
  const { campaigns, stage } = compilePlan(plan);
  const runs = Map.groupBy(stage.runsOf(campaigns), ({ campaign }) => campaign.id);
  return Object.fromEntries(plan.campaigns.map((campaign) => [campaign.id, idleText(campaign, runs.get(campaign.id)?.length ?? 0)]));
}

function idleText({ entry: { trigger }, starts, ends }: Campaign, runs: number): string {
  if (!('every' in trigger) && !('once' in trigger)) return `nobody came by its trigger: ${triggerWords(trigger)}`;
  const term = `${starts === undefined ? '' : `, from ${starts} on`}${ends === undefined ? '' : `, until ${ends}`}`;
  if (runs === 0) return `no run of it falls into these days: ${triggerWords(trigger)}${term}`;
  return `${runs === 1 ? 'its run' : `none of its ${counted(runs)} runs`} found ${runs === 1 ? 'nobody' : 'anybody'} in its audience: ${triggerWords(trigger)}`;
}
