import { ratesOf, toBase } from '../money.ts';
import type { Library } from './library.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import { checkCurrency, checkDays, checkRepeats, named, noPool, tiersOf } from './program-parts.ts';
import { parseMoney } from './values.ts';

/** Levels rise, and are reached by what the tiers go by. */
export function checkTiers(program: LoyaltyProgram, library: Library): Problem[] {
  const { tiers } = program;
  if (!tiers) return [];
  const path = ['tiers', 'levels'];
  const wanted =
    tiers.by === 'spend' ? 'an amount, such as "200 GBP": the tiers go by spend' : 'a number of points: the tiers go by points';
  const problems = tiers.levels.flatMap(({ from, name }, index) => {
    const at = [...path, index, 'from'];
    const titles = checkTitle(name, { path: [...path, index, 'name'], program, library });
    if ((typeof from === 'string') !== (tiers.by === 'spend')) return [...titles, error(at, wanted, { given: from })];
    const currency = typeof from === 'string' ? checkCurrency(from, { path: at, library }) : [];
    const [own, before] = [worth(from, library), worth(tiers.levels[index - 1]?.from, library)];
    const rises = own === undefined || before === undefined || own > before;
    return [
      ...titles,
      ...currency,
      ...(rises ? [] : [error(at, `more than the level before it, which begins at ${tiers.levels[index - 1]?.from}`, { given: from })]),
    ];
  });
  return [...checkRepeats(tiers.levels, path, 'level'), ...problems];
}

/** In points, or in minor units of the base currency; undefined without a rate. */
function worth(from: string | number | undefined, { settings }: Library): number | undefined {
  if (typeof from !== 'string') return from;
  return settings && toBase(parseMoney(from), ratesOf(settings));
}

/** What points buy exists, while it can be had. */
export function checkRewards(program: LoyaltyProgram, library: Library): Problem[] {
  const { rewards } = program;
  const each = rewards.flatMap((reward, index) => {
    const path = ['rewards', index];
    const { coupon, validFor, stock, perCustomer } = reward;
    const pool = coupon === undefined || library.poolIds.includes(coupon) ? [] : [noPool(coupon, [...path, 'coupon'], library)];
    const codeless =
      coupon === undefined && validFor !== undefined
        ? [error([...path, 'validFor'], '"validFor" is how long a code holds: it goes with "coupon"', { given: validFor, atKey: true })]
        : [];
    const most = perCustomer?.atMost ?? 0;
    const tooMany =
      stock !== undefined && most > stock
        ? [error([...path, 'perCustomer', 'atMost'], `no more than there are: the stock is ${stock}`, { given: most })]
        : [];
    return [
      ...checkTitle(reward.name, { path: [...path, 'name'], program, library }),
      ...pool,
      ...codeless,
      ...tooMany,
      ...named(reward.tiers, { path: [...path, 'tiers'], what: 'tier', allowed: tiersOf(program) }),
      ...checkDays(reward, path),
      ...checkCurrency(reward.cost, { path: [...path, 'cost'], library }),
    ];
  });
  return [...checkRepeats(rewards, ['rewards'], 'reward'), ...each];
}

interface Titled {
  path: JsonPath;
  program: LoyaltyProgram;
  library: Library;
}

/** A text for all, or one for each language of the brand: the first must be there. */
function checkTitle(title: string | { [language: string]: string }, { path, program, library: { settings } }: Titled): Problem[] {
  const brand = settings?.brands.find(({ id }) => program.brand === undefined || id === program.brand);
  if (typeof title === 'string' || !brand) return [];
  const [main] = brand.languages;
  const lacks = brand.languages.filter((language) => !Object.hasOwn(title, language));
  return lacks.map((language) =>
    language === main
      ? error(path, `the name in the default language is missing: "${language}"`, { missing: language })
      : warning(path, `the name in "${language}" is missing; these customers read it in "${main}"`, { missing: language }),
  );
}
