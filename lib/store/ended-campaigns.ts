import type { Instant } from '../core/time.ts';
import type { Operation, World } from '../world.ts';
import { queryItems } from './read-items.ts';

/** A campaign that was taken out of force: the last version, and when. It may be live again. */
export interface EndedCampaign {
  campaign: string;
  version: string;
  at: Instant;
}

const prefix = 'ended#';

/** Notes that a campaign goes out of force. */
export function endOperation({ campaign, ...rest }: EndedCampaign): Operation {
  return { put: { table: 'control', pk: 'DEF', sk: prefix + campaign, ...rest } };
}

/** By id. */
export async function endedCampaigns(world: World): Promise<EndedCampaign[]> {
  const items = await queryItems(world, { table: 'control', pk: 'DEF', prefix });
  return items.map(({ sk, version, at }) => ({ campaign: sk.slice(prefix.length), version: String(version), at: Number(at) }));
}
