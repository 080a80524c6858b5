import type { ShownReport } from '../../lib/cli/report-look.ts';
import type { Counts, Tallied } from '../../lib/core/measurement/counts.ts';
import { reportOf } from '../../lib/core/measurement/report.ts';
import type { ReportedCampaign } from '../../lib/core/measurement/report-campaign.ts';

const known: Omit<ReportedCampaign, 'id'> = {
  name: 'We miss you',
  kind: 'win-back',
  owner: 'anna@linden.example',
  purpose: 'retention',
  goal: { activity: 'order.placed', within: '45 days' },
  holdout: 0.1,
  scheduled: false,
  broadcast: false,
  repeats: false,
  steps: ['miss-you', 'points-offer', 'ten-percent'],
  splits: [
    {
      step: 'offer',
      arms: [
        { arm: 'points', share: 0.5 },
        { arm: 'coupon', share: 0.5 },
      ],
      atEntry: false,
    },
  ],
  prices: { point: 5_000, pools: { 'back-10': 1_500_000 } },
};

/** A win-back with a control group and two arms, unless told otherwise. */
export function reported(over: Partial<ReportedCampaign> = {}): ReportedCampaign {
  return { id: 'win-back', ...known, ...over };
}

/** What a share of a win-back's day counts, all of it of first entries; each bought for 40 pounds. */
export function winBackDay(entered: number, { rate, control }: { rate: number; control: number }): Counts {
  const heldOut = Math.round(entered / 9);
  const goals = Math.round(entered * rate);
  const anyway = Math.round(heldOut * control);
  const bought = (times: number, prefix = '') => ({
    [`${prefix}goals`]: times,
    [`${prefix}orders`]: times,
    [`${prefix}buyers`]: times,
    [`${prefix}revenue`]: times * 4_000,
    [`${prefix}revenueSquares`]: times * 4_000 ** 2,
  });
  const half = Math.round(entered * 0.4);
  const judged = {
    ...{ entered, 'heldOut/entered': heldOut, ...bought(goals), ...bought(anyway, 'heldOut/') },
    ...{ 'arm/offer/points/entered': half, 'arm/offer/coupon/entered': half },
    ...bought(Math.round(half * rate * 0.8), 'arm/offer/points/'),
    ...bought(Math.round(half * rate * 1.2), 'arm/offer/coupon/'),
  };
  return {
    ...judged,
    ...Object.fromEntries(Object.entries(judged).map(([name, n]) => [`first/${name}`, n])),
    heldOut,
    targeted: entered + half * 2 + heldOut,
    'suppressed.held-out': heldOut,
    'suppressed.no-consent': Math.round(entered * 0.05),
    'sent.email': Math.round(entered * 1.7),
    bounced: Math.round(entered * 0.02),
    opened: Math.round(entered * 0.6),
    clicked: Math.round(entered * 0.2),
    cost: Math.round(entered * 1.7) * 80,
    points: half * 200,
    'coupons.back-10': half,
    'step/miss-you/targeted': entered,
    'step/miss-you/sent.email': Math.round(entered * 0.95),
    'step/miss-you/opened': Math.round(entered * 0.4),
  };
}

/** Of a letter to so many, without a goal. */
export const letter = (to: number): Counts => ({
  entered: to,
  targeted: to,
  'sent.email': to,
  opened: Math.round(to * 0.4),
  clicked: Math.round(to * 0.1),
  cost: to * 80,
});

/** A shop with a campaign that works, one of which little is known, and a letter without a goal. */
export function shownReport(over: Partial<ShownReport> & { customers?: number } = {}): ShownReport {
  const { customers = 900, ...more } = over;
  const days = Array.from({ length: 14 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`);
  const tallied: Tallied[] = [
    ...days.map((bucket, n) => ({ campaign: 'win-back', bucket, counts: winBackDay(customers - 20 * n, { rate: 0.14, control: 0.1 }) })),
    { campaign: 'small', bucket: '2026-11-03', counts: winBackDay(40, { rate: 0.12, control: 0.2 }) },
    { campaign: 'letter', bucket: '2026-11-03T09:00', counts: letter(4_000) },
    { campaign: 'letter', bucket: '2026-11-10T09:00', counts: letter(4_200) },
  ];
  return {
    ...reportOf({
      campaigns: [
        reported(),
        reported({ id: 'small', name: 'A few', kind: 'database', purpose: 'development' }),
        letterCampaign,
        reported({ id: 'asleep', name: 'Nobody yet', purpose: 'acquisition' }),
      ],
      tallied,
      money: { currency: 'GBP', margin: 0.45 },
      now: Date.UTC(2027, 1, 1),
    }),
    countedUntil: Date.UTC(2026, 10, 22, 11),
    budgets: [
      { campaign: 'win-back', period: '2026-10', currency: 'GBP', planned: 50_000, spent: 48_210 },
      { campaign: 'win-back', period: '2026-11', currency: 'GBP', planned: 50_000, spent: 31_200 },
    ],
    ...more,
  };
}

const { goal: _, ...goalless } = reported({ id: 'letter', name: 'The <Tuesday> letter', kind: 'database', purpose: 'development' });
const letterCampaign: ReportedCampaign = { ...goalless, holdout: 0, scheduled: true, broadcast: true, steps: ['news'], splits: [] };
