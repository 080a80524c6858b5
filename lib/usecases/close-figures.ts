import { enrollmentPrefix, messagePrefix } from '../store/keys.ts';
import type { Item, TableName, World } from '../world.ts';

/**
 * The closing equation: targeted = sent + suppressed + failed + unknown + held, each non-send by its reason.
 * `held` messages wait (for open hours, for a free slot) and will be sent or dropped.
 */
export interface Figures {
  customers: number;
  orders: number;
  targeted: number;
  sent: number;
  suppressed: Record<string, number>;
  failed: Record<string, number>;
  unknown: number;
  held: Record<string, number>;
  /** Planned, and no word of it yet: 0 when nothing is under way. */
  open: number;
}

/** Counts from the items themselves, in constant memory; exact when nothing is being written meanwhile. */
export async function closeFigures(world: World): Promise<Figures> {
  const figures: Figures = { customers: 0, orders: 0, targeted: 0, sent: 0, suppressed: {}, failed: {}, unknown: 0, held: {}, open: 0 };
  await eachItem(world, 'customers', () => figures.customers++);
  await eachItem(world, 'activities', (item) => {
    if (item.sk.startsWith('order.placed#')) figures.orders++;
  });
  await eachItem(world, 'relations', (item) => {
    if (item.sk.startsWith(enrollmentPrefix)) countPlanned(figures, item);
    if (item.sk.startsWith(messagePrefix)) countMessage(figures, item);
  });
  const known = figures.sent + figures.unknown + [figures.suppressed, figures.failed, figures.held].map(total).reduce((a, b) => a + b);
  return { ...figures, open: figures.targeted - known };
}

/** The sum over all reasons. */
export function total(byReason: Record<string, number>): number {
  return Object.values(byReason).reduce((sum, count) => sum + count, 0);
}

async function eachItem(world: World, table: TableName, visit: (item: Item) => void): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await world.table.scan({ table, index: 0, of: 1 }, cursor);
    page.items.forEach(visit);
    cursor = page.next;
  } while (cursor);
}

function countPlanned(figures: Figures, item: Item): void {
  const { planned, heldOut } = item.enrollment as { planned: number; heldOut: number };
  figures.targeted += planned;
  if (heldOut > 0) add(figures.suppressed, 'held-out', heldOut);
}

function countMessage(figures: Figures, item: Item): void {
  const reason = String(item.reason ?? 'no reason');
  switch (item.state) {
    case 'sent':
      figures.sent++;
      break;
    case 'unknown':
      figures.unknown++;
      break;
    case 'suppressed':
      add(figures.suppressed, reason, 1);
      break;
    case 'failed':
      add(figures.failed, reason, 1);
      break;
    default:
      add(figures.held, reason, 1);
  }
}

function add(counts: Record<string, number>, reason: string, count: number): void {
  counts[reason] = (counts[reason] ?? 0) + count;
}
