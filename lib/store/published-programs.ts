import type { LoyaltyProgram } from '../core/definition/loyalty-program.ts';
import type { World } from '../world.ts';
import { fromJson } from './json.ts';
import { keys } from './keys.ts';

/** The loyalty programs as they were published last, drafts included; none before the first publish. */
export async function publishedPrograms({ table }: World): Promise<LoyaltyProgram[]> {
  const item = await table.get(keys.settings);
  return item?.programs === undefined ? [] : fromJson<LoyaltyProgram[]>(item.programs);
}
