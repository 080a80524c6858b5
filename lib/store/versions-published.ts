import type { Campaign } from '../core/definition/campaign.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { fromJson } from './json.ts';
import { keys } from './keys.ts';
import { queryItems } from './read-items.ts';

/** Every version of a campaign that was ever published, and when that was first; those of before there was a record of it have no entry. */
export async function publishedVersions(world: World, campaign: string): Promise<{ version: string; at: Instant }[]> {
  const items = await queryItems(world, { table: 'control', pk: keys.definition(campaign, '').pk });
  return items.flatMap(({ sk, publishedAt }) => (typeof publishedAt === 'number' ? [{ version: sk, at: publishedAt }] : []));
}

/** The goal of every version of a campaign that was ever published; `at` is 0 for those of before there was a record of when. */
export async function publishedGoals(world: World, campaign: string): Promise<{ version: string; at: Instant; goal: Campaign['goal'] }[]> {
  const items = await queryItems(world, { table: 'control', pk: keys.definition(campaign, '').pk });
  return items.map(({ sk, publishedAt, definition }) => {
    const { goal } = fromJson<Pick<Campaign, 'goal'>>(definition);
    return { version: sk, at: typeof publishedAt === 'number' ? publishedAt : 0, goal };
  });
}
