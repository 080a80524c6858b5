import { resolve, sep } from 'node:path';
import type { Campaign } from '../../core/definition/campaign.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { counted } from '../counted.ts';
import type { Definitions } from '../definitions.ts';
import { loadRight, oneOf } from '../local-campaign.ts';
import { usualSize } from '../template-files.ts';
import type { TimeSpan } from './time-span.ts';

/** Those that were named, whatever their status, else all that are live. Throws a sentence when there is none. */
export function chosenCampaigns(definitions: Definitions, named: string[]): Campaign[] {
  if (named.length > 0) return [...new Set(named)].map((id) => oneOf(definitions, id));
  const all = definitions.campaigns.map(({ value }) => value);
  const live = all.filter(({ status }) => status === 'live');
  if (live.length > 0) return live;
  const drafts = all.map(({ id }) => id).join(', ');
  throw new Error(
    `no campaign of ${definitions.root} is live: name the drafts that are to be simulated${drafts === '' ? '' : `, such as ${drafts}`}`,
  );
}

/** What is simulated: the campaigns with everything that they refer to, and the loyalty programs that are in force. */
export function planOf(definitions: Definitions, campaigns: Campaign[], span: TimeSpan): SimulationPlan {
  const { segments, programs, pools, settings, data, templates } = definitions;
  return {
    campaigns: campaigns.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    programs: inForce(programs),
    segments: segments.map(({ value }) => value),
    settings,
    data,
    pools: pools.map(({ value }) => value),
    templates: templates.map(({ id }) => id).sort(),
    parts: partsIn(templates, settings),
    needs: Object.fromEntries(templates.map(({ id, needs }) => [id, needs] as const).sort()),
    shows: Object.fromEntries(templates.map(({ id, shows }) => [id, shows] as const).sort()),
    ...span,
  };
}

/** How many parts the text of each template is likely to take, in the language in which it is longest. What depends on the customer is estimated. */
function partsIn(templates: Definitions['templates'], { brands }: Definitions['settings']): { [template: string]: number } {
  const parts = new Map<string, number>();
  for (const { id, brand, folder } of templates) {
    const { name = '' } = brands.find((each) => each.id === brand) ?? {};
    for (const text of Object.values(folder.sms ?? {})) {
      const { segments } = usualSize(text.replaceAll(/\{\{-?\s*brand\.name\s*-?\}\}/g, () => name));
      parts.set(id, Math.max(parts.get(id) ?? 1, segments));
    }
  }
  return Object.fromEntries([...parts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Programs whose points are counted. */
export function inForce(programs: Definitions['programs']): SimulationPlan['programs'] {
  return programs.map(({ value }) => value).filter(({ status }) => status !== 'draft');
}

/** The other version of the shop, and which of its campaigns differ. */
export interface Draft {
  plan: SimulationPlan;
  changed: string[];
}

/**
 * The plan with the campaigns of a file, or of a folder, in the place of those of the same id; a draft counts as live. A file is read
 * with the other definitions of `root`. Rejects with every error, and when it holds none of the campaigns that are simulated.
 */
export async function draftOf(path: string, plan: SimulationPlan, root: string): Promise<Draft> {
  const definitions = await loadRight(path, 'nothing was compared', root);
  const ids = plan.campaigns.map(({ id }) => id);
  // A file of a folder is read with all that stands there; only what was named is the other version.
  const named = resolve(path);
  const meant = definitions.campaigns.filter(({ file }) => resolve(file) === named || resolve(file).startsWith(named + sep));
  const own = new Map(meant.map(({ value }) => [value.id, value]));
  if (!ids.some((id) => own.has(id))) {
    const [first = ''] = own.keys();
    throw new Error(
      first === ''
        ? `--compare ${path}: it holds no campaign; name the file of one, or a folder of definitions with it`
        : `--compare ${path}: it holds "${first}", and simulated ${ids.length === 1 ? 'is' : 'are'} ${ids.join(', ')}: a version is compared with the campaign of the same id, so name that too`,
    );
  }
  const campaigns = plan.campaigns.map((campaign) => own.get(campaign.id) ?? campaign);
  const { templates = [], parts, needs, shows, ...other } = planOf(definitions, campaigns, { from: plan.from, until: plan.until });
  const both = [...new Set([...templates, ...(plan.templates ?? [])])].sort();
  return {
    plan: {
      ...other,
      templates: both,
      parts: { ...plan.parts, ...parts },
      needs: { ...plan.needs, ...needs },
      shows: { ...plan.shows, ...shows },
    },
    changed: changedOf(plan.campaigns, campaigns),
  };
}

function changedOf(before: Campaign[], after: Campaign[]): string[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return after.filter((each) => withoutStatus(each) !== withoutStatus(known.get(each.id))).map(({ id }) => id);
}

function withoutStatus(campaign: Campaign | undefined): string {
  return JSON.stringify({ ...campaign, status: 'live' });
}

/** What is left out of a simulation, and why, for people. */
export function leftOut(definitions: Definitions, campaigns: Campaign[]): string[] {
  const chosen = new Set(campaigns.map(({ id }) => id));
  const others = definitions.campaigns.map(({ value }) => value).filter(({ id }) => !chosen.has(id));
  const live = others.filter(({ status }) => status === 'live').map(({ id }) => id);
  const drafts = others.filter(({ status }) => status === 'draft').map(({ id }) => id);
  return [
    ...(live.length > 0
      ? [
          `${counted(live.length)} more live ${live.length === 1 ? 'campaign is' : 'campaigns are'} left out and take no place under the caps: ${live.join(', ')}.`,
        ]
      : []),
    ...(drafts.length > 0 ? [`Drafts are left out unless they are named: ${drafts.join(', ')}.`] : []),
  ];
}
