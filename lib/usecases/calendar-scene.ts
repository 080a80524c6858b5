import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type Stage, stageOf } from '../core/rehearsal/stage.ts';
import type { Instant } from '../core/time.ts';
import type { Catalogue, PublishedCampaign } from '../store/catalogue.ts';
import { publishedVersion } from '../store/situation.ts';

/** What the lives have in common; versions that somebody is inside of are learnt as they are met. */
export async function calendarScene(
  catalogue: Catalogue,
  campaigns: LiveCampaign[],
  { now: liveFrom, until }: { now: Instant; until: Instant },
) {
  const published = (await Promise.all(campaigns.map(({ id, version }) => publishedVersion(catalogue, { campaign: id, version })))).flatMap(
    (one) => one ?? [],
  );
  const known = new Map<string, PublishedCampaign>(published.map((one) => [`${one.campaign.id}@${one.campaign.version}`, one]));
  const templates = new Set<string>();
  const note = (one: PublishedCampaign) => {
    for (const id of Object.keys(one.templates)) templates.add(id);
  };
  for (const one of published) note(one);
  const { settings, programs, rhythm, shop: figures, pools } = catalogue;
  const life = { campaigns, settings, programs, rhythm, figures, pools, liveFrom, until, hasTemplate: (id: string) => templates.has(id) };
  const stage: Stage = {
    ...stageOf({ ...life, segments: published.flatMap(({ segments }) => segments) }),
    version: (id, version) => known.get(`${id}@${version}`)?.campaign,
  };
  const learn = async (enrollments: { campaign: string; version: string }[]) => {
    for (const each of enrollments) {
      const found = known.has(`${each.campaign}@${each.version}`) ? undefined : await publishedVersion(catalogue, each);
      if (found) known.set(`${each.campaign}@${each.version}`, found);
      if (found) note(found);
    }
  };
  return { life, stage, learn };
}
