import type { Campaign } from './campaign.ts';
import type { Library } from './library.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';
import { noProgram, programsMeant } from './points-paths.ts';
import { error, type Problem } from './problem.ts';
import { noPool } from './program-parts.ts';
import type { PartOf } from './walk.ts';

/** The program of a campaign exists; points are of one that is live; codes come from a pool that exists. */
export function checkLoyaltyUses(campaign: Campaign, steps: PartOf<'step'>[], library: Library): Problem[] {
  const { program } = campaign;
  return [...checkNamedProgram(program, library), ...steps.flatMap((step) => checkReward(step, campaign, library))];
}

/** The program that a campaign or a segment names exists. */
export function checkNamedProgram(given: string | undefined, { programIds }: Library): Problem[] {
  if (given === undefined || programIds.includes(given)) return [];
  return [error(['program'], 'there is no such program in loyalty/', { given, ...(programIds.length > 0 && { allowed: programIds }) })];
}

function checkReward({ value, path }: PartOf<'step'>, campaign: Campaign, library: Library): Problem[] {
  if (!('reward' in value)) return [];
  const { reward } = value;
  if ('coupon' in reward)
    return library.poolIds.includes(reward.coupon) ? [] : [noPool(reward.coupon, [...path, 'reward', 'coupon'], library)];
  const at = [...path, 'reward', 'points'];
  const astray = noProgram(library, campaign.program);
  if (astray !== undefined) return [error(at, astray, { given: reward.points, atKey: true })];
  const [only] = programsMeant(library);
  const program = library.programs.find(({ value: { id } }) => id === (campaign.program ?? only))?.value;
  return campaign.status === 'live' && program ? checkOpen(program, at) : [];
}

function checkOpen({ id, status }: LoyaltyProgram, at: (string | number)[]): Problem[] {
  if (status === 'live') return [];
  const why = status === 'draft' ? 'is a draft, which counts nothing: set its "status" to live' : 'has ended: nothing more is given in it';
  return [error(at, `the program "${id}" ${why}`, { atKey: true })];
}
