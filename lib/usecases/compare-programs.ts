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
}

/**
 * What a publication does to loyalty programs: those that stay as they are, and drafts, are not told. Rejects with an
 * InvalidInputError where one that accounts stand under would vanish or be a draft again: points are a promise.
 */
export async function comparePrograms(world: World, { programs = [] }: Publication): Promise<ProgramChange[]> {
  const before = (await publishedPrograms(world)).filter(({ status }) => status !== 'draft');
  const open = programs.filter(({ status }) => status !== 'draft');
  const lost = before.find(({ id }) => !open.some((program) => program.id === id));
  if (lost) throw new InvalidInputError(missing(lost, programs));
  return open.flatMap((program) => {
    const old = before.find(({ id }) => id === program.id);
    if (old && contentHash(old) === contentHash(program)) return [];
    return [{ program: program.id, change: changeOf(program, old) }];
  });
}

function missing({ id }: LoyaltyProgram, programs: LoyaltyProgram[]): string {
  const is = programs.some((program) => program.id === id) ? 'would be a draft again' : 'is no longer in the folder';
  return `nothing was published: the loyalty program "${id}" ${is}, but accounts of customers stand under it. To end it keep its file and set its "status" to ended: then nothing more is earned, and what there is can be spent`;
}

function changeOf({ status }: LoyaltyProgram, old: LoyaltyProgram | undefined): ProgramChange['change'] {
  if (status === old?.status) return 'changes';
  return status === 'live' ? 'goes live' : 'ends';
}
