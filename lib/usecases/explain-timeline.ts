import type { Situation } from '../core/enrollment/situation.ts';
import type { CustomerRecord } from '../core/explanation-record.ts';
import { type Timeline, timelineOf, type Wanted } from '../core/explanation-timeline.ts';
import { loadCatalogue, type PublishedCampaign } from '../store/catalogue.ts';
import { loadRuns } from '../store/runs.ts';
import type { World } from '../world.ts';
import type { HerRecord } from './explain-record.ts';
import { versionsInForce } from './explain-versions.ts';

/** What was decided of a customer and why, from what is recorded. `campaigns`: those that it may be about, as they stand. */
export async function explainTimeline(
  world: World,
  { situation, record: hers, campaigns }: { situation: Situation; record: HerRecord; campaigns: ReadonlyMap<string, PublishedCampaign> },
  wanted: Wanted,
): Promise<Timeline> {
  const catalogue = await loadCatalogue(world);
  const runs = await Promise.all([...campaigns.keys()].map((id) => missedRuns(world, campaigns.get(id))));
  const { cut, ...known } = hers;
  const record: CustomerRecord = {
    ...known,
    orders: [...campaigns.keys()].map((campaign) => ({ campaign, orders: catalogue.orders(campaign) })),
    missed: runs.flat(),
    liveFrom: catalogue.liveFrom,
  };
  const found = await Promise.all([...campaigns].map(([id, current]) => versionsInForce(world, catalogue, { id, current, hers })));
  const versions = found.flatMap(({ versions }) => versions).sort((a, b) => a.from - b.from);
  const timeline = timelineOf({ record, situation, programs: catalogue.programs, versions, now: world.now() }, wanted);
  const notes = [...timeline.notes, ...found.flatMap(({ note }) => note ?? [])];
  return {
    ...timeline,
    notes: cut ? [...notes, 'so much is recorded of her that not all of it was read: what follows may miss some'] : notes,
  };
}

async function missedRuns(world: World, published: PublishedCampaign | undefined): Promise<CustomerRecord['missed']> {
  if (published?.campaign.entry.trigger.kind !== 'schedule') return [];
  const runs = await loadRuns(world, published.campaign.id);
  return runs.flatMap(({ campaign, occurrence, status, startedAt, reason = '' }) =>
    status === 'missed' ? [{ campaign, occurrence, at: startedAt, reason }] : [],
  );
}
