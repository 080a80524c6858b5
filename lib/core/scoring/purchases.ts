/** What a customer bought, as every score reads it: from a file of orders or from her profile, by the same functions. */
export interface Purchases {
  /** The shop's own id. */
  id: string;
  /** [UTC day since 1970, orders, net revenue in minor units of the base currency], earliest first; a day of refunds only has 0 orders. */
  days: [day: number, orders: number, revenue: number][];
  /** Over the whole life, also where `days` was cut to the latest ones. */
  orders: number;
  revenue: number;
  /** UTC days of the first and last order; undefined without any. */
  firstDay: number | undefined;
  lastDay: number | undefined;
}

/** The statistics of buy-till-you-die models, in weeks from the first order; orders of one day are one. */
export interface Summary {
  /** Repeat order days. */
  x: number;
  /** Age at the last order. */
  tx: number;
  /** Age. */
  T: number;
  /** Mean revenue of the repeat order days, in major units; 0 without any. */
  mean: number;
}
