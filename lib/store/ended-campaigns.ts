import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { queryItems } from './read-items.ts';

/** A campaign that was taken out of force: the last version, and when. It may be live again. */
export interface EndedCampaign {
  campaign: string;
  version: string;
  at: Instant;
}

const prefix = 'ended#';

/** Notes which campaigns go out of force; before they do, so that none is forgotten. `before` holds each one's version. */
export async function noteEnded(world: World, before: ReadonlyMap<string, string>, gone: string[]): Promise<void> {
  for (const campaign of gone)
    await world.table.write([
      { put: { table: 'control', pk: 'DEF', sk: prefix + campaign, version: before.get(campaign) ?? '', at: world.now() } },
    ]);
}

/** By id. */
export async function endedCampaigns(world: World): Promise<EndedCampaign[]> {
  const items = await queryItems(world, { table: 'control', pk: 'DEF', prefix });
  return items.map(({ sk, version, at }) => ({ campaign: sk.slice(prefix.length), version: String(version), at: Number(at) }));
}
