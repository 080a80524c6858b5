import { ratesOf } from '../money.ts';
import type { Library } from './library.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';
import { error, type JsonPath, type Problem } from './problem.ts';

/** An id means one part: the ledger and the accounts know it by this. */
export function checkRepeats(rules: readonly { id: string }[], path: JsonPath, what: string): Problem[] {
  return rules.flatMap(({ id }, index) =>
    rules.findIndex((other) => other.id === id) === index
      ? []
      : [error([...path, index, 'id'], `another ${what} is already called "${id}"`, { given: id })],
  );
}

/** An amount is compared in the base currency. */
export function checkCurrency(amount: string | undefined, { path, library }: { path: JsonPath; library: Library }): Problem[] {
  if (amount === undefined || !library.settings) return [];
  const { base, toBase } = ratesOf(library.settings);
  const currency = amount.slice(-3);
  return currency === base || Object.hasOwn(toBase, currency)
    ? []
    : [
        error(path, `there is no rate for ${currency}: add what 1 ${currency} is worth in ${base} to "rates" in settings.json`, {
          given: amount,
        }),
      ];
}

/** The first day does not come after the last one. */
export function checkDays({ from, until }: { from?: string | undefined; until?: string | undefined }, path: JsonPath): Problem[] {
  return from === undefined || until === undefined || from <= until
    ? []
    : [error([...path, 'until'], `the last day must not come before the first, ${from}`, { given: until })];
}

/** The ids of the tiers of a program. */
export function tiersOf({ tiers }: LoyaltyProgram): string[] {
  return tiers?.levels.map(({ id }) => id) ?? [];
}

/** Ids that are named exist in the program. */
export function named(ids: string[] | undefined, { path, what, allowed }: { path: JsonPath; what: string; allowed: string[] }): Problem[] {
  return (ids ?? []).flatMap((given, index) =>
    allowed.includes(given)
      ? []
      : [error([...path, index], `there is no such ${what} in this program`, { given, ...(allowed.length > 0 && { allowed }) })],
  );
}

/** There is no such pool of codes. */
export function noPool(given: string, path: JsonPath, { poolIds }: Library): Problem {
  return error(path, 'there is no such pool of codes in coupons/', { given, ...(poolIds.length > 0 && { allowed: poolIds }) });
}
