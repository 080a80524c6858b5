import type { Counted, History } from './summary.ts';

/** By name, as `ModelFit` keeps them. A name that is missing reads as NaN, and so does every answer. */
export interface ModelParameters {
  [name: string]: number;
}

/** A model of when customers order. Times are weeks, orders are order days. */
export interface OrderModel {
  names: readonly string[];
  /** The logarithm of how likely these histories are. The order of the rows only costs time: best is by x. */
  logLikelihood(parameters: ModelParameters, histories: readonly Counted<History>[]): number;
  /** The probability that she has not stopped buying, 0 to 1. */
  alive(parameters: ModelParameters, history: History): number;
  /** Repeat orders of somebody new within so many weeks of her first order. */
  expectation(parameters: ModelParameters, weeks: number): number;
  /** Orders of this customer within the next so many weeks. */
  expectedOrders(parameters: ModelParameters, history: History, weeks: number): number;
}
