import type { Enrollment } from '../enrollment/enrollment.ts';
import type { Revenues } from './report-effects.ts';

/** How many entries had which revenue in the goal window: few amounts occur, so that memory does not grow with customers. */
export class RevenueBooks {
  private readonly books = new Map<string, { entered: Map<number, number>; heldOut: Map<number, number> }>();

  add({ campaign, goal, status, bought }: Enrollment): void {
    if (!goal) return;
    const book = this.books.get(campaign) ?? { entered: new Map<number, number>(), heldOut: new Map<number, number>() };
    this.books.set(campaign, book);
    const group = status === 'held-out' ? book.heldOut : book.entered;
    const revenue = bought?.revenue ?? 0;
    group.set(revenue, (group.get(revenue) ?? 0) + 1);
  }

  revenues(): Map<string, Revenues> {
    const sorted = (group: Map<number, number>) => [...group].sort(([a], [b]) => a - b);
    return new Map(
      [...this.books].map(([campaign, { entered, heldOut }]) => [campaign, { entered: sorted(entered), heldOut: sorted(heldOut) }]),
    );
  }
}
