import { compileNeed } from '../core/audience/compile.ts';
import { type AuthoredNeed, type Need, uniqueNeeds } from '../core/audience/counts.ts';
import type { Campaign } from '../core/definition/campaign.ts';
import type { Data } from '../core/definition/data.ts';
import { priorityOf } from '../core/definition/defaults.ts';
import type { CouponPool, LoyaltyProgram } from '../core/definition/loyalty-program.ts';
import type { Segment } from '../core/definition/segment.ts';
import type { Settings } from '../core/definition/settings.ts';
import { compileCampaign, type LiveCampaign } from '../core/enrollment/program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { ShopRhythm } from '../core/lapse.ts';
import { compileProgram } from '../core/loyalty/compile-program.ts';
import type { LiveProgram } from '../core/loyalty/live-program.ts';
import type { ShopFigures } from '../core/scoring/shop-figures.ts';
import type { StandingOrders } from '../core/standing-orders.ts';
import type { Instant } from '../core/time.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import { type Item, mostOperations, type Operation, type Table, type World } from '../world.ts';
import { noteEnded } from './ended-campaigns.ts';
import { fromJson, inOrder, toJson } from './json.ts';
import { contentHash, keys } from './keys.ts';
import { nextRevision, unpublishedSince } from './revision.ts';
import { ordersFor } from './standing-orders.ts';
import { type Publication, versionOperation, versionsOf } from './versions.ts';
import { isWanted, type WantedActivities, wantedFrom } from './wanted-activities.ts';

export type { Publication } from './versions.ts';

/** What is in force: settings, the live campaigns, and every version that somebody may still be inside. */
export interface Catalogue {
  settings: Settings;
  /** What activities and customers may carry. */
  data: Data;
  /** Activities that happened before it are history: they build the record and send nothing. */
  liveFrom: Instant;
  live: LiveCampaign[];
  /** What a publish that has begun wants counted, before its campaigns are live. */
  counting: Need[];
  /** How the shop's customers come back; absent until the first nightly pass. */
  rhythm: ShopRhythm | undefined;
  /** What scores need to know of the shop; absent until the first nightly pass. */
  shop: ShopFigures | undefined;
  /** Programs that are live or ended, compiled. */
  programs: LiveProgram[];
  pools: CouponPool[];
  /** What a person has ordered for a campaign, or for all of them; `standing`: as stored, and how fast may be sent. */
  orders(campaign: string): StandingOrders;
  standing: Item[];
  /** Rejects with an InvalidInputError when that version was never published, or cannot run with the settings of today. */
  version(campaign: string, version: string): Promise<PublishedCampaign>;
  template(template: string, version: string): Promise<PublishedTemplate>;
  /** Whether something waits for this type of activity of a message, or counts it. */
  wants(type: string): boolean;
}

export interface PublishedCampaign extends Pick<StoredDefinition, 'segments'> {
  campaign: LiveCampaign;
  /** Template id → version: an enrollment keeps the texts that it entered with. */
  templates: Record<string, string>;
}

/*
 * What stands in these items was checked by `rapport check` before it was published. It is not parsed again here: the
 * schemas of the whole grammar would double what a function loads before its first event.
 */
interface StoredDefinition {
  definition: Campaign;
  segments: Segment[];
  templates: Record<string, string>;
}
interface StoredSettings {
  settings: Settings;
  topicOrder?: string[];
  data: Data;
  programs?: LoyaltyProgram[];
  pools?: CouponPool[];
  liveFrom: Instant;
  /** Of settings and data: campaigns are compiled with both. */
  hash: string;
  wanted?: WantedActivities;
  counting?: AuthoredNeed[];
  /** One more with each publication. */
  revision?: number;
}
interface Live {
  campaign: string;
  version: string;
  /** For the sweep, which reads nothing else of a campaign. */
  priority: number;
}

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
  const { data, liveFrom, hash, counting = [], wanted = {}, programs = [], pools = [], ...stored } = fromJson<StoredSettings>(item);
  const settings = { ...stored.settings, topics: inOrder(stored.settings.topics, stored.topicOrder) };
  const version = (campaign: string, of: string) =>
    once(cache.versions, `${campaign}@${of}@${hash}`, () => readVersion(world, { campaign, version: of, settings, data, programs }));
  const { items } = await world.table.query({ table: 'control', pk: 'DEF', prefix: 'live#' });
  const [rhythm, shop, standing] = await Promise.all([
    world.table.get(keys.rhythm),
    world.table.get(keys.shopFigures),
    world.table.query({ table: 'control', pk: keys.orders('*').pk }),
  ]);
  const live = await Promise.all(items.map((stored) => fromJson<Live>(stored)).map((entry) => version(entry.campaign, entry.version)));
  return {
    settings,
    data,
    liveFrom,
    live: live.map(({ campaign }) => campaign),
    counting: counting.map(compileNeed),
    rhythm: rhythm && fromJson<ShopRhythm>(rhythm.rhythm),
    shop: shop && fromJson<ShopFigures>(shop.figures),
    programs: programs.filter(({ status }) => status !== 'draft').map((program) => compileProgram(program, { settings })),
    pools,
    ...{ orders: (campaign: string) => ordersFor(standing.items, campaign), standing: standing.items },
    version,
    template: (template, of) => once(cache.templates, `${template}@${of}`, () => readTemplate(world, template, of)),
    wants: (type) => isWanted(wanted, type, world.now()),
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
  { campaign, version, ...compiledWith }: { campaign: string; version: string; settings: Settings; data: Data; programs: LoyaltyProgram[] },
): Promise<PublishedCampaign> {
  const item = await world.table.get(keys.definition(campaign, version));
  if (!item) throw new InvalidInputError(`version ${version} of campaign ${campaign} was never published`);
  const { definition, segments, templates } = fromJson<StoredDefinition>(item);
  try {
    return { campaign: compileCampaign(definition, version, { segments, ...compiledWith }), templates, segments };
  } catch (error) {
    throw new InvalidInputError(`version ${version} of campaign ${campaign} cannot run: ${error}`);
  }
}

async function readTemplate(world: World, template: string, version: string): Promise<PublishedTemplate> {
  const item = await world.table.get(keys.template(template, version));
  if (!item) throw new InvalidInputError(`version ${version} of template ${template} was never published`);
  return fromJson<PublishedTemplate>(item.body);
}

/** What was written is read by whoever asks next. */
export function forgetCatalogue({ table }: World): void {
  caches.delete(table);
}

/** What the campaigns of a publication ask to have counted, in the versions that they will be live in. */
export function needsOfPublication({ campaigns, ...compiledWith }: Publication): Need[] {
  const live = campaigns.filter(({ status }) => status === 'live');
  const needs = uniqueNeeds(live.flatMap((definition) => compileCampaign(definition, 'new', compiledWith).needs));
  if (needs.length > mostNeeds)
    throw new InvalidInputError(
      `the conditions count ${needs.length} different things by "did" with where or same, at most ${mostNeeds} can be: each stands in the profile of every customer`,
    );
  return needs;
}

const mostNeeds = 24;
/** At most so many campaigns are live at once: pointers and settings change in one transaction. */
const mostLive = 90;

export interface Published extends Live {
  /** Another version, or none, was in force before. */
  changed: boolean;
}

/**
 * Puts definitions in force. Versions are content-addressed: what did not change keeps its version, what changed becomes
 * a new one beside the old, which those inside stay on. Campaigns that are no longer live, or gone, take nobody in.
 * `liveFrom` is kept from the first time on.
 */
export async function publishCatalogue(world: World, publication: Publication, liveFrom: Instant): Promise<Published[]> {
  const { templates, campaigns } = versionsOf(publication);
  for (const { id, version, template } of templates)
    await world.table.write([{ put: { ...keys.template(id, version), body: toJson(template) } }]);
  // Once: it stays known since when there has been such a version.
  for (const each of campaigns) await world.table.write([versionOperation(each, world.now())]);
  const live = campaigns.map(({ definition, version }): Live => ({ campaign: definition.id, version, priority: priorityOf(definition) }));
  const published = await putInForce(world, live, { publication, liveFrom });
  forgetCatalogue(world);
  return published;
}

/** Campaign → version, as it is in force now. */
export async function liveVersions(world: World): Promise<Map<string, string>> {
  const { items } = await world.table.query({ table: 'control', pk: 'DEF', prefix: 'live#' });
  return new Map(items.map((item) => fromJson<Live>(item)).map(({ campaign, version }) => [campaign, version]));
}

async function putInForce(
  world: World,
  live: Live[],
  { publication, liveFrom }: { publication: Publication; liveFrom: Instant },
): Promise<Published[]> {
  if (live.length > mostLive)
    throw new InvalidInputError(`${live.length} campaigns are live, at most ${mostLive} can be: end or draft some`);
  // The settings first: who publishes after they were read changes them, and then nothing of this is written.
  const [known, before] = [await world.table.get(keys.settings), await liveVersions(world)];
  const { settings, data, programs = [], pools = [] } = publication;
  const compiledWith = { settings, data, programs };
  const first = typeof known?.liveFrom === 'number' ? known.liveFrom : liveFrom;
  const [wanted, revision, topicOrder] = [wantedFrom(publication, known, world.now()), nextRevision(known), Object.keys(settings.topics)];
  const stored = { ...compiledWith, pools, liveFrom: first, hash: contentHash(compiledWith), wanted, revision, topicOrder };
  const gone = [...before.keys()].filter((campaign) => !live.some((entry) => entry.campaign === campaign));
  await noteEnded(world, before, gone);
  const together = mostOperations - 1 - live.length;
  const conflict = await world.table.write([
    { put: { ...keys.settings, ...toJson(stored) }, if: unpublishedSince(known) },
    ...live.map((entry): Operation => ({ put: { ...keys.live(entry.campaign), ...entry } })),
    ...gone.slice(0, together).map((campaign): Operation => ({ delete: keys.live(campaign) })),
  ]);
  if (conflict) throw new Error('somebody else is publishing: try again');
  for (const campaign of gone.slice(together)) await world.table.write([{ delete: keys.live(campaign) }]);
  return live.map((entry) => ({ ...entry, changed: before.get(entry.campaign) !== entry.version }));
}
