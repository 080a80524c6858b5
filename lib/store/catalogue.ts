import * as z from 'zod';
import { campaignSchema } from '../core/definition/campaign.ts';
import { type Data, dataSchema } from '../core/definition/data.ts';
import { segmentSchema } from '../core/definition/segment.ts';
import { type Settings, settingsSchema } from '../core/definition/settings.ts';
import { compileCampaign, type LiveCampaign } from '../core/enrollment/program.ts';
import type { Instant } from '../core/time.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import type { Table, World } from '../world.ts';
import { contentHash, keys } from './keys.ts';

/** What is in force: settings, the live campaigns, and every version that somebody may still be inside. */
export interface Catalogue {
  settings: Settings;
  /** What activities and customers may carry. */
  data: Data;
  /** Activities that happened before it are history: they build the record and send nothing. */
  liveFrom: Instant;
  live: LiveCampaign[];
  /** Rejects when that version was never published. */
  version(campaign: string, version: string): Promise<PublishedCampaign>;
  template(template: string, version: string): Promise<PublishedTemplate>;
}

export interface PublishedCampaign {
  campaign: LiveCampaign;
  /** Template id → version: an enrollment keeps the texts that it entered with. */
  templates: Record<string, string>;
}

const publicationSchema = z.object({
  definition: campaignSchema,
  segments: z.array(segmentSchema),
  templates: z.record(z.string(), z.string()),
});
const settingsItemSchema = z.object({ settings: settingsSchema, data: dataSchema, liveFrom: z.number() });
const liveItemSchema = z.object({ campaign: z.string(), version: z.string() });

/** A change in force is seen by every function within this time. */
const cachedFor = 15_000;

interface Cache {
  readAt: Instant;
  catalogue: Promise<Catalogue>;
  versions: Map<string, Promise<PublishedCampaign>>;
  templates: Map<string, Promise<PublishedTemplate>>;
}
const caches = new WeakMap<Table, Cache>();

/** Rejects with a sentence when nothing was ever published. */
export function loadCatalogue(world: World): Promise<Catalogue> {
  const now = world.now();
  const known = caches.get(world.table);
  if (known && Math.abs(now - known.readAt) < cachedFor) return known.catalogue;
  const cache: Cache = {
    readAt: now,
    versions: known?.versions ?? new Map(),
    templates: known?.templates ?? new Map(),
    catalogue: Promise.resolve().then(() => readCatalogue(world, cache)),
  };
  caches.set(world.table, cache);
  cache.catalogue.catch(() => caches.delete(world.table));
  return cache.catalogue;
}

async function readCatalogue(world: World, cache: Cache): Promise<Catalogue> {
  const item = await world.table.get(keys.settings);
  if (!item) throw new Error('no campaign was published yet: run rapport publish');
  const { settings, data, liveFrom } = settingsItemSchema.parse(item);
  const version = (campaign: string, of: string) =>
    once(cache.versions, `${campaign}@${of}`, () => readVersion(world, { campaign, version: of, settings, data }));
  const { items } = await world.table.query({ table: 'control', pk: 'DEF', prefix: 'live#' });
  const live = await Promise.all(
    items.map((stored) => liveItemSchema.parse(stored)).map((entry) => version(entry.campaign, entry.version)),
  );
  return {
    settings,
    data,
    liveFrom,
    live: live.map(({ campaign }) => campaign),
    version,
    template: (template, of) => once(cache.templates, `${template}@${of}`, () => readTemplate(world, template, of)),
  };
}

function once<T>(known: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(name) ?? read();
  known.set(name, found);
  found.catch(() => known.delete(name));
  return found;
}

async function readVersion(
  world: World,
  { campaign, version, settings, data }: { campaign: string; version: string; settings: Settings; data: Data },
): Promise<PublishedCampaign> {
  const item = await world.table.get(keys.definition(campaign, version));
  if (!item) throw new Error(`version ${version} of campaign ${campaign} was never published`);
  const { definition, segments, templates } = publicationSchema.parse(item);
  return { campaign: compileCampaign(definition, version, { segments, settings, data }), templates };
}

async function readTemplate(world: World, template: string, version: string): Promise<PublishedTemplate> {
  const item = await world.table.get(keys.template(template, version));
  if (!item) throw new Error(`version ${version} of template ${template} was never published`);
  return item.body as unknown as PublishedTemplate;
}

/** A checked set of definitions with its compiled templates. */
export interface Publication {
  campaigns: z.output<typeof campaignSchema>[];
  segments: z.output<typeof segmentSchema>[];
  templates: PublishedTemplate[];
  settings: Settings;
  data: Data;
}

/**
 * Puts definitions in force. Versions are content-addressed: what did not change keeps its version, what changed becomes
 * a new one beside the old, which those inside stay on. Campaigns that are no longer live, or gone, take nobody in.
 * `liveFrom` is kept from the first time on.
 */
export async function publishCatalogue(
  world: World,
  publication: Publication,
  liveFrom: Instant,
): Promise<{ campaign: string; version: string }[]> {
  const { campaigns, segments, settings, data } = publication;
  const templateVersions = new Map<string, string>();
  for (const template of publication.templates) {
    const version = contentHash(template);
    templateVersions.set(template.id, version);
    await world.table.write([{ put: { ...keys.template(template.id, version), body: JSON.parse(JSON.stringify(template)) } }]);
  }
  const live: { campaign: string; version: string }[] = [];
  for (const definition of campaigns.filter(({ status }) => status === 'live')) {
    const templates = Object.fromEntries([...templateVersions].filter(([id]) => JSON.stringify(definition.steps).includes(`"${id}"`)));
    const body = JSON.parse(JSON.stringify({ definition, segments, templates }));
    const version = contentHash(body);
    await world.table.write([{ put: { ...keys.definition(definition.id, version), ...body } }]);
    live.push({ campaign: definition.id, version });
  }
  await putInForce(world, live);
  const known = await world.table.get(keys.settings);
  const from = typeof known?.liveFrom === 'number' ? known.liveFrom : liveFrom;
  await world.table.write([{ put: { ...keys.settings, ...JSON.parse(JSON.stringify({ settings, data, liveFrom: from })) } }]);
  caches.delete(world.table);
  return live;
}

async function putInForce(world: World, live: { campaign: string; version: string }[]): Promise<void> {
  const { items } = await world.table.query({ table: 'control', pk: 'DEF', prefix: 'live#' });
  const gone = items.map((item) => liveItemSchema.parse(item)).filter(({ campaign }) => !live.some((entry) => entry.campaign === campaign));
  for (const { campaign } of gone) await world.table.write([{ delete: keys.live(campaign) }]);
  for (const entry of live) await world.table.write([{ put: { ...keys.live(entry.campaign), ...entry } }]);
}
