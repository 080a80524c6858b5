import type { Subject } from '../audience/test.ts';
import type { Rates } from '../money.ts';
import { minorDigits } from '../money.ts';
import { day, type Instant } from '../time.ts';
import { summaryOf } from './models/summary.ts';
import type { Purchases, Summary } from './purchases.ts';
import { knowsRevenue, purchasesOf } from './purchases-of.ts';
import type { Valuation } from './valuation.ts';

/** What a score is counted by, beside the customer. */
export interface ScoreScope {
  now: Instant;
  rates: Rates;
  valuation: Valuation | undefined;
}

/** A customer as the scores look at her; what several of them need is worked out once, and only when one asks. */
export interface Look extends ScoreScope, Pick<Subject, 'profile' | 'shop' | 'rhythm' | 'zone'> {
  /** The UTC day of now, since 1970. */
  today: number;
  purchases(): Purchases;
  /** False where a rate for some of her money is missing: then nothing can be said of it. */
  knowsRevenue(): boolean;
  /** For the models; undefined without orders. */
  summary(): Summary | undefined;
}

export function lookAt({ profile, shop, rhythm, zone }: Subject, scope: ScoreScope): Look {
  const { rates, now } = scope;
  const today = Math.floor(now / day);
  const purchases = once(() => purchasesOf(profile, rates));
  return {
    ...scope,
    profile,
    shop,
    rhythm,
    zone,
    today,
    purchases,
    knowsRevenue: once(() => knowsRevenue(profile, rates)),
    summary: once(() => summaryOf(purchases(), today, 10 ** minorDigits(rates.base))),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
