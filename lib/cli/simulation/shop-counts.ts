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

/** So many customers are held at a time, each as she was on every night: what did not change in between is held once. */
const together = 1_000;
/** So many profiles are counted in all: a large shop is counted less often, and changes less from night to night. */
const mostCounted = 2_000_000;
/** Fitting the models costs more than counting a shop of thousands; they change slowly. */
const mostFits = 26;
/** Scores that need no model of when customers order. */
const plainScores = [
  'r',
  'f',
  'm',
  'rfm',
  'segment',
  'valueClass',
  'frequencyClass',
  'profit',
  'profitTier',
  'belowZero',
  'bestHour',
  'falling',
  'discontent',
  'satisfaction',
];
/** At three in the morning of the first brand, as the nightly pass. */
const atNight = 180;

/** When the shop is counted: never where nobody asks, else on the first instant, and then every so many nights. */
export interface Counted {
  instants: Instant[];
  everyNights: number;
  /** The models are fitted with each so many-th count; 0 = never, since no score asks for them. */
  everyFit: number;
}

/** As often as the definitions ask for it, and as a shop of so many customers can be counted in good time. */
export function countedAt({ from, until, ...plan }: SimulationPlan, customers: number): Counted {
  const asks = asksOf(plan);
  if (!asks.shop) return { instants: [], everyNights: 1, everyFit: 0 };
  const zone = plan.settings.brands[0]?.zone ?? 'UTC';
  const nights: Instant[] = [];
  for (let date = localDate(from, zone); ; date = addToDate(date, { months: 0, days: 1, ms: 0 })) {
    const night = atLocal(date, atNight, zone);
    if (night > until) break;
    if (night > from) nights.push(night);
  }
  const most = Math.max(1, Math.floor(mostCounted / Math.max(1, customers)));
  const everyNights = Math.max(1, Math.ceil(nights.length / most));
  const instants = [from, ...nights.filter((_, index) => (index + 1) % everyNights === 0)];
  return { instants, everyNights, everyFit: asks.models ? Math.ceil(instants.length / mostFits) : 0 };
}

/** What the definitions name of the shop as a whole. What is not known to be plain is taken to need a model. */
function asksOf({ campaigns, programs, segments, settings }: Omit<SimulationPlan, 'from' | 'until'>): { shop: boolean; models: boolean } {
  const all = JSON.stringify([campaigns, programs, segments, settings].flat());
  // The id of a segment stands once where it is defined, and again where it is used.
  const used = segments.filter(({ id }) => all.split(`"${id}"`).length > 2);
  const text = JSON.stringify([campaigns, programs, used, settings]);
  const scores = [...text.matchAll(/score\.(\w+)/g)].map(([, name = '']) => name);
  return {
    shop: scores.length > 0 || text.includes('"own rhythm"') || text.includes('"best hour"'),
    models: scores.some((name) => !plainScores.includes(name)),
  };
}

/**
 * What scores and own rhythms need to know of the whole shop, as the nightly pass would have counted it at these instants, in
 * order: of everybody, also where only a sample is simulated. One customer at a time, each of her activities folded once.
 */
export function countShop(
  source: SimulationSource,
  settings: Settings,
  { instants, everyFit }: Counted,
): NonNullable<SimulationPlan['counts']> {
  if (instants.length === 0) return [];
  const counting = (now: Instant) => ({ now, rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' });
  const none = emptyTally().sample;
  const parts = instants.map((at) => ({ at, tally: emptyTally(), profiles: [] as Profile[] }));
  let held = 0;
  for (const profiles of profilesAt(source, settings, instants)) {
    for (const [index, part] of parts.entries()) part.profiles.push(...(profiles[index] ?? []));
    if (++held % together === 0) for (const part of parts) add(part);
  }
  for (const part of parts) add(part);
  function add(part: (typeof parts)[number]) {
    const tally = tallyOf(part.profiles, counting(part.at));
    part.tally = mergedTallies([part.tally, everyFit > 0 ? tally : { ...tally, sample: none }]);
    part.profiles = [];
  }
  let fitted: ShopFigures | undefined;
  return parts.flatMap(({ at, tally }, index) => {
    if (tally.customers === 0) return [];
    const { rhythm } = tally;
    if (everyFit > 0 && (!fitted || index % everyFit === 0)) {
      fitted = figuresOf(tally, counting(at), fitted);
      return [{ at, rhythm, figures: fitted }];
    }
    const figures = figuresOf({ ...tally, sample: none }, counting(at));
    return [{ at, rhythm, figures: fitted ? { ...figures, models: fitted.models, lapse: fitted.lapse } : figures }];
  });
}

/** For each customer what was known of her at each instant; nothing where she had not come yet. */
function* profilesAt(source: SimulationSource, settings: Settings, instants: readonly Instant[]): Generator<Profile[][]> {
  const books = bookkeepingOf(settings);
  const progress = showProgress('counting the shop');
  let done = 0;
  for (const partition of source.partitions) {
    for (const { id, activities } of customersOf({ pasts: { ...source.pasts, sample: undefined }, partition })) {
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
