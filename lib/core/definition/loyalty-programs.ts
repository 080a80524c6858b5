import { checkField } from './conditions.ts';
import { checkEarning } from './earn-rules.ts';
import { checkBrand } from './kinds.ts';
import type { Library } from './library.ts';
import type { CouponPool, LoyaltyProgram } from './loyalty-program.ts';
import type { Scope } from './paths.ts';
import { error, type Problem, warning } from './problem.ts';
import { checkCurrency } from './program-parts.ts';
import { checkActivity } from './references.ts';
import { checkRewards, checkTiers } from './tiers-and-rewards.ts';
import { parseDate, parseDuration, roughMinutes } from './values.ts';
import { type Part, partsOfPredicate } from './walk.ts';

/** Everything that a loyalty program refers to exists, and its parts fit together. */
export function checkProgram(program: LoyaltyProgram, library: Library): Problem[] {
  return [
    ...checkBrand(program, library.settings),
    ...checkActivity(program.join.activity, ['join', 'activity'], library),
    ...checkEarning(program, library),
    ...checkConditions(program, library),
    ...checkExpiry(program),
    ...checkTiers(program, library),
    ...checkRewards(program, library),
    ...checkCurrency(program.pointCost, { path: ['pointCost'], library }),
  ];
}

/** A pool of codes: the prefix and the cost of one. */
export function checkPool({ codes, prefix, cost }: CouponPool, library: Library): Problem[] {
  const stray =
    codes === 'imported' && prefix !== undefined
      ? [
          error(['prefix'], 'imported codes stand as they were imported: "prefix" goes with "codes": "generated"', {
            given: prefix,
            atKey: true,
          }),
        ]
      : [];
  return [...stray, ...checkCurrency(cost, { path: ['cost'], library })];
}

function checkConditions(program: LoyaltyProgram, library: Library): Problem[] {
  const { join, earn, multiply } = program;
  const rules = [
    { rule: join, path: ['join'], activities: [join.activity] },
    ...earn.map((rule, index) => ({ rule, path: ['earn', index], activities: [rule.activity] })),
    ...multiply.map((rule, index) => ({ rule, path: ['multiply', index], activities: activitiesOf(program, rule.earn) })),
  ];
  return rules.flatMap(({ rule, path, activities }) => {
    const found = activities.flatMap((activity) =>
      partsOfPredicate(rule.where, [...path, 'where'], { place: 'program', activity })
        .flatMap((part) => checkPart(part, { library, program: program.id }))
        .map((problem) => (activities.length > 1 ? { ...problem, message: `${problem.message} (of ${activity})` } : problem)),
    );
    return found.filter(({ path: at }, index) => found.findIndex((other) => String(other.path) === String(at)) === index);
  });
}

const onlyFields = 'the condition of a program asks fields only, such as activity.total or metrics.orders';

function checkPart(part: Part, scope: Scope): Problem[] {
  if (part.part === 'field') return checkField(part, scope);
  if (part.part === 'segment') return [error([...part.path, 'segment'], onlyFields, { given: part.value.segment, atKey: true })];
  return part.part === 'did' ? [error([...part.path, 'did'], onlyFields, { given: part.value.did.activity, atKey: true })] : [];
}

/** What a multiplier is of: the activities of the rules that it names. */
function activitiesOf({ earn }: LoyaltyProgram, ids: string[] | undefined): string[] {
  return [...new Set(earn.filter(({ id }) => ids === undefined || ids.includes(id)).map(({ activity }) => activity))];
}

function checkExpiry({ expiry, remind }: LoyaltyProgram): Problem[] {
  if (!expiry)
    return remind.length === 0
      ? []
      : [
          error(['remind'], 'points of this program never end, so nobody is reminded: add "expiry", or take "remind" away', {
            given: remind,
            atKey: true,
          }),
        ];
  const problems = remind.flatMap((each, index) =>
    remind.indexOf(each) === index ? [] : [error(['remind', index], 'the same time twice', { given: each })],
  );
  if ('each' in expiry) return [...problems, ...checkDayOfYear(expiry.each)];
  const lasts = 'after' in expiry ? expiry.after : expiry.idle;
  const early = remind.flatMap((each, index) =>
    rough(each) < rough(lasts)
      ? []
      : [warning(['remind', index], `points end after ${lasts}: she would be reminded when she has just earned them`, { given: each })],
  );
  return [...problems, ...early];
}

function rough(duration: string): number {
  return roughMinutes(parseDuration(duration));
}

function checkDayOfYear(each: string): Problem[] {
  const path = ['expiry', 'each'];
  if (each === '02-29') return [error(path, 'there is a 29 February every four years only: say "02-28"', { given: each })];
  try {
    parseDate(`2027-${each}`);
    return [];
  } catch {
    return [error(path, 'a day of the year that exists, such as "12-31"', { given: each })];
  }
}
