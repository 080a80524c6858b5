import type { ShopFigures } from '../../../lib/core/scoring/shop-figures.ts';
import { at } from '../shop.ts';

export const fits = {
  nbd: { status: 'fitted', parameters: { r: 0.8, alpha: 6 }, logLikelihood: -10_000, customers: 1_500 },
  'mbg-nbd': { status: 'fitted', parameters: { r: 0.8, alpha: 6, a: 0.8, b: 2.5 }, logLikelihood: -9_500, customers: 1_500 },
  'gamma-gamma': { status: 'fitted', parameters: { p: 6, q: 4, gamma: 15 }, logLikelihood: -4_000, customers: 900 },
} satisfies ShopFigures['models'];

/** The figures of a shop of the usual kind: parameters of a weekly-to-monthly grocer, cuts in pence. */
export const shopFigures: ShopFigures = {
  at: at('2026-06-01T00:00Z'),
  customers: 2_000,
  buyers: 1_500,
  repeatBuyers: 900,
  cuts: { recency: [10, 30, 90, 200], frequency: [1, 2, 4, 8], monetary: [2_000, 5_000, 10_000, 30_000] },
  value: { a: 20_000, b: 6_000 },
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 1 / 12 : 0)),
  models: fits,
  lapse: { rule: 'silence', threshold: 0.1 },
};
