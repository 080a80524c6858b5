import { frequencyClasses } from '../scoring/frequency.ts';
import { profitTiers } from '../scoring/profit.ts';
import { loyaltyKinds, stages } from '../scoring/relationship.ts';
import { rfmSegments } from '../scoring/rfm.ts';
import { notedSignals } from '../signs.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';
import type { Scope } from './paths.ts';
import { programsMeant } from './points-paths.ts';
import type { FieldLeaf } from './predicate.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';

/** The texts that can ever stand at a path; others can come from the shop where it is `open`. */
interface KnownTexts {
  allowed: readonly string[];
  open?: true;
}

const ofScores: { [field: string]: KnownTexts } = {
  'score.segment': { allowed: rfmSegments },
  'score.valueClass': { allowed: ['A', 'B', 'C'] },
  'score.frequencyClass': { allowed: frequencyClasses },
  'score.profitTier': { allowed: profitTiers },
  'score.loyalty': { allowed: loyaltyKinds },
  'score.stage': { allowed: stages },
  // A survey or a colleague can note signals of the shop's own.
  'score.discontent': { allowed: [...notedSignals, 'complaints', 'falling'], open: true },
};

type Title = LoyaltyProgram['rewards'][number]['name'];
const texts = (title: Title): string[] => (typeof title === 'string' ? [title] : Object.values(title));

const ofPrograms: { [field: string]: (program: LoyaltyProgram) => string[] } = {
  'points.tier': ({ tiers }) => (tiers?.levels ?? []).map(({ id }) => id),
  'points.tierName': ({ tiers }) => (tiers?.levels ?? []).flatMap(({ name }) => texts(name)),
  'points.nextTier': ({ tiers }) => (tiers?.levels ?? []).flatMap(({ name }) => texts(name)),
  'points.nextReward': ({ rewards }) => rewards.flatMap(({ name }) => texts(name)),
  'points.affordable': ({ rewards }) => rewards.flatMap(({ name }) => texts(name)),
};

/** Least and most that a number can be. */
const ranges: { [field: string]: readonly [least: number, most: number] } = {
  'score.r': [1, 5],
  'score.f': [1, 5],
  'score.m': [1, 5],
  'score.alive': [0, 1],
  'score.silence': [0, 1],
  'score.expectedOrders': [0, Infinity],
  'score.satisfaction': [0, 10],
  'score.bestHour': [0, 23],
  ...Object.fromEntries(
    ['available', 'pending', 'qualifying', 'toNextTier', 'toNextReward', 'expiring'].map((name) => [
      `points.${name}`,
      [0, Infinity] as const,
    ]),
  ),
};

/** Values of scores and points that can never be found, and bounds that never or always hold. */
export function checkKnownValues(leaf: FieldLeaf, path: JsonPath, scope: Scope): Problem[] {
  return [...checkTexts(leaf, path, textsOf(leaf.field, scope)), ...checkNumbers(leaf, path)];
}

/** Undefined where any text can stand, and where the program was not valid: then nothing can be said. */
function textsOf(field: string, scope: Scope): KnownTexts | undefined {
  if (Object.hasOwn(ofScores, field)) return ofScores[field];
  const { library, campaign, program } = scope;
  const read = Object.hasOwn(ofPrograms, field) ? ofPrograms[field] : undefined;
  const [id] = program === undefined && campaign?.program === undefined ? programsMeant(library) : [program ?? campaign?.program];
  const known = library.programs.find(({ value }) => value.id === id)?.value;
  return read && known && { allowed: read(known) };
}

function checkTexts(leaf: FieldLeaf, path: JsonPath, known: KnownTexts | undefined): Problem[] {
  if (!known) return [];
  return askedOf(leaf, path).flatMap(({ given, at }) => {
    if (typeof given !== 'string' || known.allowed.includes(given)) return [];
    const more = { given, allowed: known.allowed };
    if (known.open) return [warning(at, `"${given}" is no usual signal of ${leaf.field}: nobody has it unless the shop notes it so`, more)];
    return [error(at, `${leaf.field} is never "${given}"`, more)];
  });
}

function askedOf(leaf: FieldLeaf, path: JsonPath): { given: string | number | boolean; at: JsonPath }[] {
  return [
    ...(['is', 'has'] as const).flatMap((key) => (leaf[key] === undefined ? [] : [{ given: leaf[key], at: [...path, key] }])),
    ...(leaf.in ?? []).map((given, index) => ({ given, at: [...path, 'in', index] })),
  ];
}

function checkNumbers(leaf: FieldLeaf, path: JsonPath): Problem[] {
  const range = Object.hasOwn(ranges, leaf.field) ? ranges[leaf.field] : undefined;
  if (!range) return [];
  const [least, most] = range;
  const { atLeast, atMost } = leaf;
  const tell = (given: unknown, at: JsonPath, holds: 'never' | 'always') => {
    const spans = most === Infinity ? `${least} or more` : `from ${least} to ${most}`;
    const share = most === 1 && Number(given) > 1 && Number(given) <= 100 ? `; ${given} % is ${Number(given) / 100}` : '';
    const when = holds === 'always' ? ' of everybody of whom it is known' : '';
    return warning(at, `${leaf.field} is ${spans}${share}: this ${holds} holds${when}`, { given });
  };
  return [
    ...askedOf(leaf, path).flatMap(({ given, at }) =>
      typeof given === 'number' && (given < least || given > most) ? [tell(given, at, 'never')] : [],
    ),
    ...(typeof atLeast === 'number' && atLeast > most ? [tell(atLeast, [...path, 'atLeast'], 'never')] : []),
    ...(typeof atLeast === 'number' && atLeast <= least ? [tell(atLeast, [...path, 'atLeast'], 'always')] : []),
    ...(typeof atMost === 'number' && atMost < least ? [tell(atMost, [...path, 'atMost'], 'never')] : []),
    ...(typeof atMost === 'number' && atMost >= most ? [tell(atMost, [...path, 'atMost'], 'always')] : []),
  ];
}
