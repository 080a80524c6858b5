import { type OrderHistory, type ReadOptions, readOrders } from '../orders/read-orders.ts';
import { counted } from './counted.ts';
import { showProgress } from './progress.ts';

/** Reads a file of orders and shows how far it is. Rejects as `readOrders` does. */
export async function readWithProgress(
  file: string,
  { map, currency, usualCurrency, zone, rejects, stagedAt }: ReadOptions,
): Promise<OrderHistory> {
  const progress = showProgress('reading');
  try {
    return await readOrders(file, {
      ...(map === undefined ? {} : { map }),
      ...(currency === undefined ? {} : { currency }),
      ...(usualCurrency === undefined ? {} : { usualCurrency }),
      ...(zone === undefined ? {} : { zone }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(stagedAt === undefined ? {} : { stagedAt }),
      onProgress: ({ bytes, ofBytes, lines }) => progress.update(bytes, ofBytes, `${counted(lines)} lines`),
    });
  } finally {
    progress.stop();
  }
}
