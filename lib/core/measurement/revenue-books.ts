import type { Enrollment } from '../enrollment/enrollment.ts';
import { bucketOf } from './counts-of.ts';
import type { Revenues } from './report-effects.ts';

/**
 * How many customers had which revenue in their first window: few amounts occur, so that memory does not grow with customers.
 * `isJudged`: whether the effects of a campaign are judged by those who entered in this bucket.
 */
export class RevenueBooks {
  private readonly books = new Map<string, { entered: Map<number, number>; heldOut: Map<number, number> }>();

  private readonly isJudged: (campaign: string, bucket: string) => boolean;

  constructor(isJudged: (campaign: string, bucket: string) => boolean) {
    this.isJudged = isJudged;
  }

  add({ campaign, measured = [] }: Enrollment): void {
    const first = measured.find((window) => window.first && window.until > 0);
    if (!first || first.as === 'universal' || !this.isJudged(campaign, bucketOf({ ...first, enteredAt: first.from }))) return;
    const book = this.books.get(campaign) ?? { entered: new Map<number, number>(), heldOut: new Map<number, number>() };
    this.books.set(campaign, book);
    const group = first.as ? book.heldOut : book.entered;
    const { revenue = 0 } = first;
    group.set(revenue, (group.get(revenue) ?? 0) + 1);
  }

  revenues(): Map<string, Revenues> {
    const sorted = (group: Map<number, number>) => [...group].sort(([a], [b]) => a - b);
    return new Map(
      [...this.books].map(([campaign, { entered, heldOut }]) => [campaign, { entered: sorted(entered), heldOut: sorted(heldOut) }]),
    );
  }
}
