import type { Campaign } from '../core/definition/campaign.ts';
import type { Data } from '../core/definition/data.ts';
import { brandOf } from '../core/definition/defaults.ts';
import type { CouponPool, LoyaltyProgram } from '../core/definition/loyalty-program.ts';
import type { Segment } from '../core/definition/segment.ts';
import type { Settings } from '../core/definition/settings.ts';
import type { Instant } from '../core/time.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import type { Asset, Operation } from '../world.ts';
import { toJson } from './json.ts';
import { contentHash, keys } from './keys.ts';

/** A checked set of definitions with its compiled templates. */
export interface Publication {
  campaigns: Campaign[];
  segments: Segment[];
  /** Of a template that several brands send there is one for each; one without a brand is for all. */
  templates: (PublishedTemplate & { brand?: string })[];
  settings: Settings;
  data: Data;
  programs?: LoyaltyProgram[];
  pools?: CouponPool[];
  /** Pictures that the templates show. */
  assets?: Asset[];
}

/** What a publication would put in force. */
export interface Versions {
  templates: { id: string; version: string; template: PublishedTemplate }[];
  /** Of the live campaigns; `body` is what the version consists of. */
  campaigns: { definition: Campaign; version: string; body: ReturnType<typeof toJson> }[];
}

/** Versions are content-addressed: a campaign's covers its definition, the segments that it names and its templates. */
export function versionsOf(publication: Publication): Versions {
  const templates = publication.templates.map(({ brand, ...template }) => ({
    id: template.id,
    brand,
    version: contentHash(template),
    template,
  }));
  const campaigns = publication.campaigns
    .filter(({ status }) => status === 'live')
    .map((definition) => {
      const speaker = brandOf(definition, publication.settings);
      const used = templates.filter(({ id, brand }) => (brand === undefined || brand === speaker) && names(definition, id));
      const named = Object.fromEntries(used.map(({ id, version }) => [id, version]));
      const body = toJson({ definition, segments: segmentsOf(definition, publication), templates: named });
      return { definition, version: contentHash(body), body };
    });
  return { templates, campaigns };
}

/** Puts a version in its place, once: it stays known since when there has been such a version. */
export function versionOperation({ definition, version, body }: Versions['campaigns'][number], publishedAt: Instant): Operation {
  return { put: { ...keys.definition(definition.id, version), ...body, publishedAt }, if: { absent: ['pk'] } };
}

/** An edition, "news/2027-W09", belongs to whoever names its folder. */
function names({ steps }: Campaign, template: string): boolean {
  return JSON.stringify(steps).includes(`"${template.split('/')[0]}"`);
}

/** Those that it names, and those that they name: another segment's change is no new version of this campaign. */
function segmentsOf(definition: Campaign, { segments, settings }: Publication): Segment[] {
  const found = segments.filter(({ id }) => settings.neverContact.includes(id));
  for (let text = JSON.stringify([definition, found]); ; text = JSON.stringify([definition, found])) {
    const more = segments.filter((segment) => !found.includes(segment) && text.includes(`"segment":"${segment.id}"`));
    if (more.length === 0) return segments.filter((segment) => found.includes(segment));
    found.push(...more);
  }
}
