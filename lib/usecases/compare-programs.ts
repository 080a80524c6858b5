import type { LoyaltyProgram } from '../core/definition/loyalty-program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { contentHash } from '../store/keys.ts';
import { publishedPrograms } from '../store/published-programs.ts';
import type { Publication } from '../store/versions.ts';
import type { World } from '../world.ts';

export interface ProgramChange {
  program: string;
  /** What publishing does to it. */
  change: 'goes live' | 'changes' | 'ends';
  /** What of the change does not reach points and tiers that members have. */
  warnings: string[];
}

/**
 * What a publication does to loyalty programs: those that stay as they are, and drafts, are not told. Rejects with an
 * InvalidInputError where one that accounts stand under would vanish or be a draft again, since points are a promise, and where
 * what stands in accounts would be misread by the new rules.
 */
export async function comparePrograms(world: World, { programs = [] }: Publication): Promise<ProgramChange[]> {
  const before = (await publishedPrograms(world)).filter(({ status }) => status !== 'draft');
  const open = programs.filter(({ status }) => status !== 'draft');
  const lost = before.find(({ id }) => !open.some((program) => program.id === id));
  if (lost) throw new InvalidInputError(missing(lost, programs));
  return open.flatMap((program) => {
    const old = before.find(({ id }) => id === program.id);
    if (old && contentHash(old) === contentHash(program)) return [];
    const misread = old && misreadOf(old, program);
    if (misread !== undefined) throw new InvalidInputError(misread);
    return [{ program: program.id, change: changeOf(program, old), warnings: old ? warningsOf(old, program) : [] }];
  });
}

/** Why accounts that were filled by the old rules cannot be read by the new ones. */
function misreadOf(old: LoyaltyProgram, { id, expiry, tiers }: LoyaltyProgram): string | undefined {
  const instead = `To change it end "${id}" by "status": "ended", so that what there is can be spent, and begin another program in a file of its own`;
  const slides = (one: LoyaltyProgram['expiry']) => one !== undefined && 'idle' in one;
  if (old.expiry && expiry && slides(old.expiry) !== slides(expiry))
    return `nothing was published: the "expiry" of "${id}" would go from ${kindOf(old.expiry)} to ${kindOf(expiry)}, and the points that members have could not be read by it: they would never end, or at once. ${instead}`;
  if (old.tiers && tiers && old.tiers.by !== tiers.by)
    return `nothing was published: the tiers of "${id}" would go by ${tiers.by} and not by ${old.tiers.by}, and what members have collected would be read in the wrong unit. ${instead}`;
  return undefined;
}

function kindOf(expiry: NonNullable<LoyaltyProgram['expiry']>): string {
  return 'idle' in expiry ? '"idle"' : 'each' in expiry ? '"each"' : '"after"';
}

function warningsOf(old: LoyaltyProgram, { expiry, tiers }: LoyaltyProgram): string[] {
  const isOther = (before: unknown, after: unknown) => contentHash(before ?? null) !== contentHash(after ?? null);
  return [
    ...(isOther(old.expiry, expiry) ? ['points that members have keep the end that they were given with'] : []),
    ...(isOther(old.tiers, tiers) ? ['who has a tier keeps it to its end, if it is still there'] : []),
  ];
}

function missing({ id }: LoyaltyProgram, programs: LoyaltyProgram[]): string {
  const is = programs.some((program) => program.id === id) ? 'would be a draft again' : 'is no longer in the folder';
  return `nothing was published: the loyalty program "${id}" ${is}, but accounts of customers stand under it. To end it keep its file and set its "status" to ended: then nothing more is earned, and what there is can be spent`;
}

function changeOf({ status }: LoyaltyProgram, old: LoyaltyProgram | undefined): ProgramChange['change'] {
  if (status === old?.status) return 'changes';
  return status === 'live' ? 'goes live' : 'ends';
}
