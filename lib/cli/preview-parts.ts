import { sampleScopes } from '../core/definition/sample-scope.ts';
import type { Json } from '../core/enrollment/enrollment.ts';
import type { NotifyNode, SendNode } from '../core/enrollment/node.ts';
import { compileCampaign } from '../core/enrollment/program.ts';
import type { Samples } from '../core/enrollment/sample-enrollment.ts';
import { editionOf, type Instant } from '../core/time.ts';
import type { PreviewParts } from '../usecases/preview-message.ts';
import type { Definitions } from './definitions.ts';
import { oneOf } from './local-campaign.ts';
import { didYouMean } from './suggest.ts';

export interface PreviewWanted {
  campaign: string;
  /** Absent = every step that sends or tells. */
  step?: string | undefined;
  /** "2026-W45" or "2026-11"; absent = that of now. */
  edition?: string | undefined;
}

/**
 * The messages of a campaign as its folder has them, templates compiled. Throws with the nearest for a step that is not there,
 * and with those that are there for an edition that is not.
 */
export async function previewParts(definitions: Definitions, wanted: PreviewWanted, now: Instant): Promise<PreviewParts[]> {
  const { settings, data, segments } = definitions;
  const definition = oneOf(definitions, wanted.campaign);
  const rules = segments.map(({ value }) => value);
  const campaign = compileCampaign(definition, 'preview', {
    segments: rules,
    settings,
    data,
    programs: definitions.programs.map(({ value }) => value),
  });
  const brand = settings.brands.find(({ id }) => id === definition.brand) ?? settings.brands[0];
  if (!brand) throw new Error('the settings have no brand');
  const library = { ...definitions, segmentIds: rules.map(({ id }) => id), templates: [], programIds: [], poolIds: [] };
  const [full] = sampleScopes(library, definition);
  const samples = { trigger: shortened(full?.trigger), steps: stepsOf(full?.steps) };
  return Promise.all(
    nodesOf([...campaign.nodes.values()], wanted).map(async (node) => {
      const template = await templateOf(definitions, { id: idOf(node, { ...wanted, now, zone: brand.zone }), brand: brand.id });
      return { campaign, node, template, settings, brand, samples };
    }),
  );
}

function nodesOf(nodes: { verb: string; id: string }[], { campaign, step }: PreviewWanted): (SendNode | NotifyNode)[] {
  const messages = nodes.filter((node): node is SendNode | NotifyNode => node.verb === 'send' || node.verb === 'notify');
  const found = messages.filter(({ id }) => step === undefined || id === step);
  if (found.length > 0) return found.reverse();
  const allowed = messages.map(({ id }) => id);
  const meant = didYouMean({ given: step, allowed });
  throw new Error(
    `campaign "${campaign}" has no message "${step}"; it has ${allowed.join(', ') || 'none'}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}

function idOf(node: SendNode | NotifyNode, { edition, now, zone }: { edition?: string | undefined; now: Instant; zone: string }): string {
  if (node.verb === 'notify' || node.edition === undefined) return node.template;
  return `${node.template}/${edition ?? editionOf(now, node.edition, zone)}`;
}

function templateOf({ templates }: Definitions, { id, brand }: { id: string; brand: string }) {
  const found = templates.find((each) => each.id === id && each.brand === brand) ?? templates.find((each) => each.id === id);
  if (found) return found.compile();
  const [folder = ''] = id.split('/');
  const others = [...new Set(templates.map((each) => each.id).filter((each) => each.startsWith(`${folder}/`)))];
  throw new Error(`there is no template "${id}"${others.length > 0 ? `; there are ${others.join(', ')}: name one with --edition` : ''}`);
}

/** An order of thirty lines tries a template; to look at, three will do. */
const shownLines = 3;

function shortened(values: unknown): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(isObject(values) ? values : {}).map(([name, value]) => [name, short(value)]));
}

function stepsOf(steps: unknown): Samples['steps'] {
  return Object.fromEntries(Object.entries(isObject(steps) ? steps : {}).map(([id, values]) => [id, shortened(values)]));
}

function short(value: unknown): Json {
  if (Array.isArray(value)) return value.slice(0, shownLines).map(short);
  if (isObject(value)) return shortened(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
