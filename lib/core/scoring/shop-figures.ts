import type { Instant } from '../time.ts';

export const modelNames = ['nbd', 'bg-nbd', 'mbg-nbd', 'gamma-gamma'] as const;
export type ModelName = (typeof modelNames)[number];

/** A model as it was fitted, or why it is not used. */
export type ModelFit =
  | { status: 'fitted'; parameters: { [name: string]: number }; logLikelihood: number; customers: number }
  | { status: 'refused'; reason: string; parameters: { [name: string]: number }; logLikelihood: number };

/** The rules by which a customer counts as lapsed; `recency` is the baseline to beat. */
export const lapseRules = ['recency', 'own-gap', 'silence', 'p-alive'] as const;
export type LapseRuleName = (typeof lapseRules)[number];

/**
 * What every score of one customer needs to know of the whole shop: cut points, parameters, shares. Counted by the nightly pass
 * or from a file of orders; a score is a pure function of the profile, of this and of now, so that nothing per customer is stored.
 */
export interface ShopFigures {
  /** As of when it was counted. */
  at: Instant;
  customers: number;
  /** With at least one order, and with orders on two days. */
  buyers: number;
  repeatBuyers: number;
  /** Value cuts at 20, 40, 60, 80 % of the buyers: days since the last order, orders, minor units of the base currency. */
  cuts: { recency: number[]; frequency: number[]; monetary: number[] } | undefined;
  /** A buyer who brought at least this much is of class A, of class B; minor units of the base currency. */
  value: { a: number; b: number } | undefined;
  /** Shares of order hours, 24 numbers in local time, adding up to 1. */
  hours: number[] | undefined;
  models: { [name in ModelName]?: ModelFit };
  /** Which rule says "lapsed", chosen on the shop's own past at `since`; `threshold` is days (recency), a share of gaps (own-gap) or a probability. */
  lapse: { rule: LapseRuleName; threshold: number; since?: Instant } | undefined;
}
