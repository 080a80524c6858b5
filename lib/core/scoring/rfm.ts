import { type Counted, quantileOfCounted, quantileOfSorted } from '../quantile.ts';
import type { Purchases } from './purchases.ts';
import type { ShopFigures } from './shop-figures.ts';

/** What is measured of a buyer. */
export interface Rfm {
  /** Whole days since the day of the last order. */
  recency: number;
  /** Orders over the whole life. */
  frequency: number;
  /** What she paid over the whole life less refunds, in minor units of the base currency. */
  monetary: number;
}

export type RfmCuts = NonNullable<ShopFigures['cuts']>;

/** 1 to 5 each, 5 being the best. */
export interface RfmScores {
  r: number;
  f: number;
  m: number;
}

/** Of somebody as of a UTC day; undefined without an order. An order after that day counts as one of the day. */
export function rfmOf({ lastDay, orders, revenue }: Purchases, today: number): Rfm | undefined {
  return lastDay === undefined ? undefined : { recency: Math.max(0, today - lastDay), frequency: orders, monetary: revenue };
}

const shares = [0.2, 0.4, 0.6, 0.8];

/** The values at 20, 40, 60 and 80 % (quantiles of type 7), of a sorted list or of sorted counts; empty without values. */
export function valueCuts(values: { sorted: ArrayLike<number> } | { counted: Counted }): number[] {
  return shares.flatMap(
    (share) => ('sorted' in values ? quantileOfSorted(values.sorted, share) : quantileOfCounted(values.counted, share)) ?? [],
  );
}

/** 1 and one more for each cut that the value is above: the same value has the same score, whoever has it. */
export function scoreOf(value: number, cuts: readonly number[]): number {
  return 1 + cuts.filter((cut) => value > cut).length;
}

/** Two ways to score: by value cuts, which is the default, and as the R package rfm does. */
export interface RfmMethod {
  /** The cuts of all buyers of a shop; `unit` is how many minor units one unit of the base currency has. */
  cuts(buyers: Rfm[], unit: number): RfmCuts;
  scores(rfm: Rfm, cuts: RfmCuts): RfmScores;
  segment(scores: RfmScores): string;
}

const cutsOf = (buyers: Rfm[]): RfmCuts => ({
  recency: valueCuts({ sorted: sorted(buyers.map(({ recency }) => recency)) }),
  frequency: valueCuts({ sorted: sorted(buyers.map(({ frequency }) => frequency)) }),
  monetary: valueCuts({ sorted: sorted(buyers.map(({ monetary }) => monetary)) }),
});

const sorted = (values: number[]): Float64Array => Float64Array.from(values).sort();

/** Scores by cuts; who came more recently has the higher one. */
export function rfmScores({ recency, frequency, monetary }: Rfm, cuts: RfmCuts): RfmScores {
  return { r: 6 - scoreOf(recency, cuts.recency), f: scoreOf(frequency, cuts.frequency), m: scoreOf(monetary, cuts.monetary) };
}

export const rfmSegments = [
  'champions',
  'loyal',
  'potential-loyalist',
  'new',
  'promising',
  'need-attention',
  'about-to-sleep',
  'at-risk',
  'cant-lose',
  'hibernating',
] as const;
export type RfmSegment = (typeof rfmSegments)[number];

/** One row for each recency score from 1 to 5, in it one segment for each frequency score: each of the 25 cells is in exactly one. */
const grid: readonly (readonly RfmSegment[])[] = [
  ['hibernating', 'hibernating', 'at-risk', 'at-risk', 'cant-lose'],
  ['hibernating', 'hibernating', 'at-risk', 'at-risk', 'cant-lose'],
  ['about-to-sleep', 'about-to-sleep', 'need-attention', 'loyal', 'loyal'],
  ['promising', 'potential-loyalist', 'potential-loyalist', 'loyal', 'loyal'],
  ['new', 'potential-loyalist', 'potential-loyalist', 'champions', 'champions'],
];

/** The segment of a buyer by how recently and how often she bought; what she spent does not move her. */
export function rfmSegment({ r, f }: Pick<RfmScores, 'r' | 'f'>): RfmSegment {
  return grid[r - 1]?.[f - 1] ?? 'hibernating';
}

type Span = readonly [from: number, to: number];

/** The ten segments of the R package rfm 0.3.0. They overlap, and the first that fits counts; some scores are in none. */
const packageSegments: readonly { segment: string; r: Span; f: Span; m: Span }[] = [
  { segment: 'champions', r: [5, 5], f: [5, 5], m: [5, 5] },
  { segment: 'potential-loyalist', r: [3, 5], f: [3, 5], m: [2, 5] },
  { segment: 'loyal', r: [2, 4], f: [2, 4], m: [2, 4] },
  { segment: 'promising', r: [3, 4], f: [1, 3], m: [3, 5] },
  { segment: 'new', r: [4, 5], f: [1, 3], m: [1, 5] },
  { segment: 'cant-lose', r: [1, 2], f: [3, 4], m: [4, 5] },
  { segment: 'at-risk', r: [1, 2], f: [2, 5], m: [4, 5] },
  { segment: 'need-attention', r: [1, 3], f: [3, 5], m: [3, 5] },
  { segment: 'about-to-sleep', r: [2, 3], f: [1, 3], m: [1, 4] },
  { segment: 'lost', r: [1, 1], f: [1, 5], m: [1, 5] },
];

const within = (score: number, [from, to]: Span): boolean => from <= score && score <= to;

export const rfmMethods = {
  'value-cuts': { cuts: cutsOf, scores: rfmScores, segment: rfmSegment },
  /**
   * The R package's rule: its thresholds are the same quantiles and one whole unit more (a day, an order, a unit of money), and a
   * value at a threshold is above it. Whole numbers are scored as by value cuts where the quantiles are whole, else up to a unit apart.
   */
  'r-package': {
    cuts: (buyers, unit) => {
      const { recency, frequency, monetary } = cutsOf(buyers);
      const more = (cuts: number[], one: number) => cuts.map((cut) => cut + one);
      return { recency: more(recency, 1), frequency: more(frequency, 1), monetary: more(monetary, unit) };
    },
    scores: ({ recency, frequency, monetary }, cuts) => ({
      r: 5 - atLeast(recency, cuts.recency),
      f: 1 + atLeast(frequency, cuts.frequency),
      m: 1 + atLeast(monetary, cuts.monetary),
    }),
    segment: ({ r, f, m }) => packageSegments.find((one) => within(r, one.r) && within(f, one.f) && within(m, one.m))?.segment ?? 'others',
  },
} satisfies { [method: string]: RfmMethod };
export type RfmMethodName = keyof typeof rfmMethods;

function atLeast(value: number, cuts: readonly number[]): number {
  return cuts.filter((cut) => value >= cut).length;
}
