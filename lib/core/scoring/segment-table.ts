import { countOf, quantileOfCounted } from '../quantile.ts';
import type { Purchases } from './purchases.ts';
import type { RfmMethodName, RfmScores } from './rfm.ts';

/** A buyer with her scores and the name of her segment. */
export interface Scored extends RfmScores {
  purchases: Purchases;
  recency: number;
  segment: string;
}

/** What is known of the customers of one segment. Shares are of the shop's positive revenue. */
export interface SegmentRow {
  segment: string;
  customers: number;
  orders: number;
  revenue: number;
  revenueShare: number;
  /** Days since the last order that half of them do not reach. */
  medianRecency: number;
}

/** One of the 25 cells of recency and frequency; `segment` is that of most of its customers. */
export interface RfmCell {
  r: number;
  f: number;
  segment: string;
  customers: number;
  revenueShare: number;
}

/** Every segment with somebody in it, the one that brings most first. */
export function segmentRows(scored: readonly Scored[], revenue: number): SegmentRow[] {
  const bySegment = Map.groupBy(scored, ({ segment }) => segment);
  return [...bySegment]
    .map(([segment, members]) => ({
      segment,
      customers: members.length,
      orders: members.reduce((sum, { purchases }) => sum + purchases.orders, 0),
      revenue: revenueOf(members),
      revenueShare: shareOf(members, revenue),
      medianRecency: quantileOfCounted(countOf(members.map(({ recency }) => recency)), 0.5) ?? 0,
    }))
    .sort((a, b) => b.revenue - a.revenue || (a.segment < b.segment ? -1 : 1));
}

/** All 25, those without customers too; `segmentOf` names a cell that is empty. */
export function rfmCells(scored: readonly Scored[], revenue: number, segmentOf: (scores: RfmScores) => string): RfmCell[] {
  const byCell = Map.groupBy(scored, ({ r, f }) => `${r}${f}`);
  const fives = [1, 2, 3, 4, 5];
  return fives.flatMap((r) =>
    fives.map((f) => {
      const members = byCell.get(`${r}${f}`) ?? [];
      const names = [...Map.groupBy(members, ({ segment }) => segment)].sort(([, a], [, b]) => b.length - a.length);
      const segment = names[0]?.[0] ?? segmentOf({ r, f, m: f });
      return { r, f, segment, customers: members.length, revenueShare: shareOf(members, revenue) };
    }),
  );
}

function revenueOf(members: readonly Scored[]): number {
  return members.reduce((sum, { purchases }) => sum + purchases.revenue, 0);
}

function shareOf(members: readonly Scored[], revenue: number): number {
  return revenue === 0 ? 0 : members.reduce((sum, { purchases }) => sum + Math.max(0, purchases.revenue), 0) / revenue;
}

/** As the R package rfm prints them; those of the value cuts are called by their ids, as audiences ask for them. */
const packageNames: { [segment: string]: string } = {
  champions: 'Champions',
  'potential-loyalist': 'Potential Loyalist',
  loyal: 'Loyal Customers',
  promising: 'Promising',
  new: 'New Customers',
  'cant-lose': "Can't Lose Them",
  'at-risk': 'At Risk',
  'need-attention': 'Need Attention',
  'about-to-sleep': 'About To Sleep',
  lost: 'Lost',
  others: 'Others',
};

export function segmentName(segment: string, method: RfmMethodName): string {
  return method === 'r-package' ? (packageNames[segment] ?? segment) : segment;
}
