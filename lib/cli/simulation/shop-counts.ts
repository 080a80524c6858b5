import { on } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Settings } from '../../core/definition/settings.ts';
import type { ShopFigures } from '../../core/scoring/shop-figures.ts';
import { emptyTally, mergedTallies, type ShopTally } from '../../core/scoring/shop-tally.ts';
import { figuresOf } from '../../core/scoring/tallied-figures.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { addToDate, atLocal, type Instant, localDate } from '../../core/time.ts';
import { partitions } from '../../orders/staging.ts';
import { counted } from '../counted.ts';
import { showProgress } from '../progress.ts';
import { type CountTask, countingOf, countPart } from './count-part.ts';
import { partsOf } from './pasts.ts';
import type { SimulationSource } from './source.ts';

/** So many customers are counted at a time. */
const together = 8_000;
/** With fewer a second thread takes longer to start than it saves. */
export const worthThreads = 2_000;
/** So many customers, chosen by the hash of their ids, tell of a large shop what all would: a quantile of theirs is off by .2 points. */
const mostAsked = 100_000;
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
  /** Of so many of all customers, 0 to 1: of whole partitions. */
  share: number;
}

/** As often as the definitions ask for it, and as a shop of so many customers can be counted in good time. */
export function countedAt({ from, until, ...plan }: SimulationPlan, customers: number): Counted {
  const asks = asksOf(plan);
  if (!asks.shop) return { instants: [], everyNights: 1, everyFit: 0, share: 1 };
  const zone = plan.settings.brands[0]?.zone ?? 'UTC';
  const nights: Instant[] = [];
  for (let date = localDate(from, zone); ; date = addToDate(date, { months: 0, days: 1, ms: 0 })) {
    const night = atLocal(date, atNight, zone);
    if (night > until) break;
    if (night > from) nights.push(night);
  }
  const most = Math.max(1, Math.floor(mostCounted / Math.max(1, Math.min(customers, mostAsked))));
  const everyNights = Math.max(1, Math.ceil(nights.length / most));
  const instants = [from, ...nights.filter((_, index) => (index + 1) % everyNights === 0)];
  return {
    instants,
    everyNights,
    everyFit: asks.models ? Math.ceil(instants.length / mostFits) : 0,
    share: Math.min(1, Math.ceil((partitions.length * mostAsked) / customers) / partitions.length),
  };
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
 * order: of everybody, or of a share of a large shop, also where only a sample is simulated. The same figures, byte for byte, in as many threads as there are.
 */
export async function countShop(
  source: SimulationSource,
  settings: Settings,
  { instants, everyFit, share }: Counted,
): Promise<NonNullable<SimulationPlan['counts']>> {
  if (instants.length === 0) return [];
  const pasts = { ...source.pasts, sample: undefined };
  const asked = source.partitions.slice(0, Math.ceil(source.partitions.length * share));
  const customers = (source.customers * asked.length) / source.partitions.length;
  const parts = partsOf({ partitions: asked, customers }, together);
  const tasks = parts.map((part): CountTask => ({ pasts, partitions: part, settings, instants, everyFit }));
  const progress = showProgress('counting the shop');
  let sums = instants.map(() => emptyTally());
  let done = 0;
  try {
    for await (const tallies of counting(tasks, customers < worthThreads ? 1 : availableParallelism())) {
      sums = sums.map((sum, index) => mergedTallies([sum, tallies[index] ?? emptyTally()]));
      done += tallies.at(-1)?.customers ?? 0;
      progress.update(done, customers, `${counted(done)} customers`);
    }
  } finally {
    progress.stop();
  }
  return figuresAt(sums, settings, { instants, everyFit });
}

/** What each task counted, in their order: of some figures the last digits depend on the order in which they are merged. */
async function* counting(tasks: CountTask[], threads: number): AsyncGenerator<ShopTally[]> {
  if (threads === 1 || tasks.length === 1) {
    for (const task of tasks) yield countPart(task);
    return;
  }
  const workers = Array.from({ length: Math.min(threads, tasks.length) }, (_, place) => {
    const own: CountTask[] = tasks.filter((_, index) => index % threads === place);
    return new Worker(new URL('./count-worker.ts', import.meta.url), { workerData: own });
  });
  try {
    const heard = workers.map((worker) => on(worker, 'message', { close: ['exit'] }));
    for (const index of tasks.keys()) {
      const answer = await heard[index % threads]?.next();
      if (!answer || answer.done) throw new Error('a thread that counts the shop ended before it was done');
      yield answer.value[0];
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function figuresAt(tallies: ShopTally[], settings: Settings, { instants, everyFit }: Pick<Counted, 'instants' | 'everyFit'>) {
  const counting = countingOf(settings);
  let fitted: ShopFigures | undefined;
  return tallies.flatMap((tally, index) => {
    const at = instants[index];
    if (at === undefined || tally.customers === 0) return [];
    const { rhythm } = tally;
    if (everyFit > 0 && (!fitted || index % everyFit === 0)) {
      fitted = figuresOf(tally, { ...counting, now: at }, fitted);
      return [{ at, rhythm, figures: fitted }];
    }
    const figures = figuresOf({ ...tally, sample: emptyTally().sample }, { ...counting, now: at });
    return [{ at, rhythm, figures: fitted ? { ...figures, models: fitted.models, lapse: fitted.lapse } : figures }];
  });
}
