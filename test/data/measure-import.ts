import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { readOrders } from '../../lib/orders/read-orders.ts';

// Run as a program of its own, so that its peak of memory is the reader's and nobody else's.
const [file = '', map] = process.argv.slice(2);
const history = await readOrders(file, map === undefined ? {} : { map });
const matched = { refunds: 0, withOrder: 0, entries: 0 };
for (const entry of history.entries()) {
  matched.entries++;
  if (!('activity' in entry) || entry.activity.type !== 'order.refunded') continue;
  matched.refunds++;
  if (entry.activity.data?.orderId !== undefined) matched.withOrder++;
}
history.close();
// Linux hands maxRSS down to a child, so it may be the parent's; the high-water mark of the process itself is its own.
const own = existsSync('/proc/self/status') ? /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] : undefined;
const peakMegabytes = Math.round(Number(own ?? process.resourceUsage().maxRSS) / 1024);
const seconds = Math.round(performance.now() / 100) / 10;
process.stdout.write(JSON.stringify({ summary: history.summary, entryCount: history.entryCount, ...matched, peakMegabytes, seconds }));
