import { aucOf } from './auc.ts';
import { aliveBy, type Fitted } from './outlook.ts';
import type { PastBuyer } from './past.ts';

/** What a model foretold of the shop's buyers, and what came. */
export interface Calibration {
  model: Fitted['name'];
  /** The probability of still buying against the share who bought; undefined of a model that does not tell it of everybody. */
  alive: CalibrationRow[] | undefined;
  /** Order days expected against those that came. */
  orders: CalibrationRow[];
  /** The chance that who bought had more orders expected than who did not; undefined without both. */
  ordersAuc: number | undefined;
}

/** A tenth of the buyers, those of whom least was foretold first: the mean of what was foretold and of what came. */
export interface CalibrationRow {
  buyers: number;
  predicted: number;
  seen: number;
}

/** Of buyers as they were on a day, and of the weeks after it in which `later` was counted. */
export function calibrationOf(fitted: Fitted, buyers: readonly PastBuyer[], weeks: number): Calibration {
  const known = buyers.flatMap(({ id, silent: { summary }, later }) => (summary ? [{ id, summary, later }] : []));
  const orders = known.map(({ id, summary, later }) => ({
    id,
    predicted: fitted.model.expectedOrders(fitted.parameters, summary, weeks),
    seen: later,
  }));
  const alive = known.flatMap(({ id, summary, later }) => {
    const predicted = aliveBy(fitted, summary);
    return predicted === undefined ? [] : [{ id, predicted, seen: later > 0 ? 1 : 0 }];
  });
  return {
    model: fitted.name,
    alive: alive.length === known.length ? tenths(alive) : undefined,
    orders: tenths(orders),
    ordersAuc: aucOf(
      orders.map(({ predicted }) => predicted),
      orders.map(({ seen }) => seen > 0),
    ),
  };
}

/** Equal parts but for one buyer; between equal predictions the id decides. */
function tenths(foretold: { id: string; predicted: number; seen: number }[]): CalibrationRow[] {
  const sorted = foretold.sort((one, other) => one.predicted - other.predicted || (one.id < other.id ? -1 : 1));
  return Array.from({ length: 10 }, (_, tenth) => {
    const some = sorted.slice(Math.floor((tenth * sorted.length) / 10), Math.floor(((tenth + 1) * sorted.length) / 10));
    const mean = (of: 'predicted' | 'seen') => some.reduce((sum, one) => sum + one[of], 0) / some.length;
    return { buyers: some.length, predicted: mean('predicted'), seen: mean('seen') };
  }).filter(({ buyers }) => buyers > 0);
}
