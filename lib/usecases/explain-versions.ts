import type { VersionInForce } from '../core/explanation-replay.ts';
import type { Instant } from '../core/time.ts';
import type { Catalogue, PublishedCampaign } from '../store/catalogue.ts';
import { publishedVersion } from '../store/situation.ts';
import { publishedVersions } from '../store/versions-published.ts';
import type { World } from '../world.ts';
import type { HerRecord } from './explain-record.ts';

/** The live version of each campaign; of one no longer in force the last that she entered, or the last there was if it is asked for. */
export async function currentVersions(
  world: World,
  catalogue: Catalogue,
  { record, wanted }: { record: HerRecord; wanted: string | undefined },
): Promise<Map<string, PublishedCampaign>> {
  const found = new Map<string, PublishedCampaign>();
  const live = catalogue.live.map(({ id, version }) => ({ campaign: id, version }));
  const past = wanted === undefined ? [] : (await publishedVersions(world, wanted)).sort((a, b) => a.at - b.at);
  for (const each of [...past.map(({ version }) => ({ campaign: wanted ?? '', version })), ...record.enrollments, ...live]) {
    const published = await publishedVersion(catalogue, each);
    if (published) found.set(each.campaign, published);
  }
  return found;
}

/** The versions of a campaign and when each was in force: since it was published, and where she entered by it. */
export async function versionsInForce(
  world: World,
  catalogue: Catalogue,
  { id, current, hers }: { id: string; current: PublishedCampaign; hers: HerRecord },
): Promise<{ versions: VersionInForce[]; note?: string }> {
  const published = await publishedVersions(world, id);
  const entries = hers.enrollments.filter(({ campaign }) => campaign === id);
  const seen = [
    ...published.map(({ version, at }) => ({ version, at })),
    ...entries.map(({ version, enteredAt: at }) => ({ version, at })),
  ];
  const inForce = catalogue.live.some((campaign) => campaign.id === id);
  const live = current.campaign.version;
  const [first, ...rest] = seen.sort((a, b) => a.at - b.at);
  // Of what was published before that was recorded, the first that is known counts from the beginning.
  const all = first ? [published.length === 0 ? { ...first, at: catalogue.liveFrom } : first, ...rest] : [];
  const inOrder = all.filter((one, index) => one.version !== all[index - 1]?.version);
  const isBack = inForce && inOrder.at(-1)?.version !== live;
  if (isBack) inOrder.push({ version: live, at: inOrder.length === 0 ? catalogue.liveFrom : world.now() });
  const over = inForce
    ? undefined
    : Math.max(...entries.map(lastSign), ...hers.messages.filter(({ campaign }) => campaign === id).map(({ plannedAt }) => plannedAt));
  const versions: VersionInForce[] = [];
  for (const { version, at } of inOrder) {
    const known = await publishedVersion(catalogue, { campaign: id, version });
    if (known)
      versions.push({
        campaign: known.campaign,
        segments: known.segments,
        from: at,
        ...(over !== undefined && { until: Math.max(over, at) }),
      });
  }
  return { versions, ...(isBack && inOrder.length > 1 && { note: `since when version ${live} of ${id} is in force again is not known` }) };
}

/** Until when she shows that it was in force. */
function lastSign({ enteredAt, ended }: HerRecord['enrollments'][number]): Instant {
  return Math.max(enteredAt, ended?.at ?? 0);
}
