import { newProfile } from '../../core/audience/counts.ts';
import { foldActivity, type Profile } from '../../core/customer.ts';
import type { Settings } from '../../core/definition/settings.ts';
import { ratesOf } from '../../core/money.ts';
import type { ShopFigures } from '../../core/scoring/shop-figures.ts';
import { emptyTally, mergedTallies, tallyOf } from '../../core/scoring/shop-tally.ts';
import { figuresOf } from '../../core/scoring/tallied-figures.ts';
import { bookkeepingOf } from '../../core/scoring/valuation.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { addToDate, atLocal, type Instant, localDate } from '../../core/time.ts';
import { counted } from '../counted.ts';
import { showProgress } from '../progress.ts';
import { customersOf } from './pasts.ts';
import type { SimulationSource } from './source.ts';

/** So many profiles are held at a time. */
const together = 8_000;
/** So many profiles are counted in all: a large shop is counted less often, and changes less from night to night. */
const mostCounted = 1_000_000;
/** Models are fitted so often at most. */
const mostFits = 100;
/** At three in the morning of the first brand, as the nightly pass. */
const atNight = 180;

/** When the shop is counted: on the first instant, and then every so many nights. */
export function countedAt({ from, until, settings }: SimulationPlan, customers: number): { instants: Instant[]; everyNights: number } {
  const zone = settings.brands[0]?.zone ?? 'UTC';
  const nights: Instant[] = [];
  for (let date = localDate(from, zone); ; date = addToDate(date, { months: 0, days: 1, ms: 0 })) {
    const night = atLocal(date, atNight, zone);
    if (night > until) break;
    if (night > from) nights.push(night);
  }
  const most = Math.max(1, Math.min(mostFits, Math.floor(mostCounted / Math.max(1, customers))));
  const everyNights = Math.max(1, Math.ceil(nights.length / most));
  return { instants: [from, ...nights.filter((_, index) => (index + 1) % everyNights === 0)], everyNights };
}

/**
 * What scores and own rhythms need to know of the whole shop, as the nightly pass would have counted it at these instants, in
 * order: of everybody, also where only a sample is simulated. One customer at a time, each of her activities folded once.
 */
export function countShop(
  source: SimulationSource,
  settings: Settings,
  instants: readonly Instant[],
): NonNullable<SimulationPlan['counts']> {
  const counting = (now: Instant) => ({ now, rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' });
  const parts = instants.map((at) => ({ at, tally: emptyTally(), profiles: [] as Profile[] }));
  let held = 0;
  for (const profiles of profilesAt(source, settings, instants)) {
    for (const [index, part] of parts.entries()) part.profiles.push(...(profiles[index] ?? []));
    held += profiles.length;
    if (held >= together) held = 0;
    if (held === 0) for (const part of parts) add(part);
  }
  for (const part of parts) add(part);
  function add(part: (typeof parts)[number]) {
    part.tally = mergedTallies([part.tally, tallyOf(part.profiles, counting(part.at))]);
    part.profiles = [];
  }
  let before: ShopFigures | undefined;
  return parts.flatMap(({ at, tally }) => {
    if (tally.customers === 0) return [];
    before = figuresOf(tally, counting(at), before);
    return [{ at, rhythm: tally.rhythm, figures: before }];
  });
}

/** For each customer what was known of her at each instant; nothing where she had not come yet. */
function* profilesAt(source: SimulationSource, settings: Settings, instants: readonly Instant[]): Generator<Profile[][]> {
  const books = bookkeepingOf(settings);
  const progress = showProgress('counting the shop');
  let done = 0;
  for (const range of source.ranges) {
    for (const { id, activities } of customersOf({ pasts: { ...source.pasts, sample: undefined }, range })) {
      let profile = newProfile(id, []);
      let next = 0;
      yield instants.map((at) => {
        for (; (activities[next]?.occurredAt ?? Infinity) < at; next++) {
          const activity = activities[next];
          if (activity) profile = foldActivity(profile, activity, books);
        }
        return next === 0 ? [] : [profile];
      });
      done++;
    }
    progress.update(done, source.customers, `${counted(done)} customers`);
  }
  progress.stop();
}
