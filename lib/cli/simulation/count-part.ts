import { newProfile } from '../../core/audience/counts.ts';
import { foldActivity, type Profile } from '../../core/customer.ts';
import type { Settings } from '../../core/definition/settings.ts';
import { ratesOf } from '../../core/money.ts';
import { type Counting, type ShopTally, tallyOf } from '../../core/scoring/shop-tally.ts';
import { bookkeepingOf } from '../../core/scoring/valuation.ts';
import type { Instant } from '../../core/time.ts';
import { customersOf, type PastsPart } from './pasts.ts';

/** Some of the customers, to be counted as they were at some instants. */
export interface CountTask extends PastsPart {
  settings: Settings;
  /** In order. */
  instants: Instant[];
  /** Whether the sample that models are fitted to is wanted too. */
  sampled: boolean;
}

/** What these customers add to the shop at each instant. Each of their activities is folded once. Throws when the past is gone. */
export function countPart({ pasts, partitions, settings, instants, sampled }: CountTask): ShopTally[] {
  const books = bookkeepingOf(settings);
  const profiles = instants.map((): Profile[] => []);
  for (const { id, activities } of customersOf({ pasts, partitions })) {
    let profile = newProfile(id, []);
    let next = 0;
    for (const [index, at] of instants.entries()) {
      for (; (activities[next]?.occurredAt ?? Infinity) < at; next++) {
        const activity = activities[next];
        if (activity) profile = foldActivity(profile, activity, books);
      }
      // Before she had come nobody knew her.
      if (next > 0) profiles[index]?.push(profile);
    }
  }
  return instants.map((at, index) => tallyOf(profiles[index] ?? [], { ...countingAt(at, settings), sampled }));
}

/** With what the shop of these settings is counted at an instant. */
export function countingAt(now: Instant, settings: Settings): Counting {
  return { now, rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' };
}
