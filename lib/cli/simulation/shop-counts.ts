import { newProfile } from '../../core/audience/counts.ts';
import { foldActivity, type Profile } from '../../core/customer.ts';
import type { Settings } from '../../core/definition/settings.ts';
import type { ShopRhythm } from '../../core/lapse.ts';
import { ratesOf } from '../../core/money.ts';
import type { ShopFigures } from '../../core/scoring/shop-figures.ts';
import { emptyTally, mergedTallies, type ShopTally, tallyOf } from '../../core/scoring/shop-tally.ts';
import { figuresOf } from '../../core/scoring/tallied-figures.ts';
import { bookkeepingOf } from '../../core/scoring/valuation.ts';
import type { Instant } from '../../core/time.ts';
import { showProgress } from '../progress.ts';
import { customersOf } from './pasts.ts';
import type { SimulationSource } from './source.ts';

/** What scores and own rhythms need to know of the whole shop. */
export interface ShopCount {
  rhythm: ShopRhythm;
  figures: ShopFigures;
}

/** So many profiles are counted at a time. */
const together = 5_000;

/** Counts the whole shop as it stood at `at`, one customer at a time; undefined while nobody had done anything. */
export function countShop({ pasts, ranges, customers }: SimulationSource, settings: Settings, at: Instant): ShopCount | undefined {
  const counting = { now: at, rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' };
  const books = bookkeepingOf(settings);
  const progress = showProgress('counting the shop');
  let tally: ShopTally = emptyTally();
  let profiles: Profile[] = [];
  let done = 0;
  const add = () => {
    tally = mergedTallies([tally, tallyOf(profiles, counting)]);
    profiles = [];
  };
  for (const range of ranges) {
    for (const { id, activities } of customersOf({ pasts, range })) {
      done++;
      const before = activities.filter(({ occurredAt }) => occurredAt < at);
      if (before.length === 0) continue;
      profiles.push(before.reduce((profile, activity) => foldActivity(profile, activity, books), newProfile(id, [])));
      if (profiles.length === together) add();
    }
    progress.update(done, customers, `${done} customers`);
  }
  add();
  progress.stop();
  return tally.customers === 0 ? undefined : { rhythm: tally.rhythm, figures: figuresOf(tally, counting) };
}
