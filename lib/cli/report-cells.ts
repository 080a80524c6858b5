import type { CampaignReport } from '../core/measurement/report.ts';
import { asCounted, type Figures } from '../core/measurement/report-figures.ts';
import { costText, moneyText } from '../core/money-text.ts';
import { total } from '../core/run-totals.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';

/** The heads of `figureCells`. */
export const figureHead = [
  ...['entered', 'control group', 'targeted', 'sent', 'delivered', 'opened', 'clicked', 'responded', 'goals', 'revenue', 'cost'],
];

/** The figures of a part, each as a text; what such a part does not have is empty. */
export function figureCells(known: Partial<Figures>, { currency, hasGoal }: { currency: string; hasGoal: boolean }): string[] {
  const figures = asCounted(known, hasGoal);
  const { entered, controlGroup, targeted, sent, delivered, opened, clicked, responded, goals, revenue, cost } = figures;
  const numbers = [entered, controlGroup, targeted, sent && sent.email + sent.sms, delivered, opened, clicked, responded, goals];
  return [
    ...numbers.map((number) => (number === undefined ? '' : counted(number))),
    revenue === undefined ? '' : moneyText(revenue, currency),
    cost === undefined ? '' : costText(cost.total, currency),
  ];
}

/** A row for everybody, for the control group, each run, step and arm: its name, then its figures. */
export function partRows({ campaign, all, control, steps, arms, buckets }: CampaignReport, currency: string): string[][] {
  const row = (name: string, figures: Partial<Figures>) => [
    name,
    ...figureCells(figures, { currency, hasGoal: campaign.goal !== undefined }),
  ];
  return [
    row('all', all),
    ...(control.controlGroup > 0 ? [row('control group', control)] : []),
    ...(campaign.scheduled ? buckets.map((each) => row(`run ${each.bucket.replace('T', ' ')}`, each.all)) : []),
    ...steps.map(({ step, figures }) => row(`step ${step}`, figures)),
    ...arms.map(({ split, arm, figures }) => row(`${split}: ${arm}`, figures)),
  ];
}

/** "targeted 12 = sent 9 + control group 1 + not sent 2 (no-consent 2) + unknown 0 + waiting 0". */
export function closingText({ all }: CampaignReport): string {
  const dropped = Object.entries(all.notSent).sort(([, a], [, b]) => b - a);
  const reasons = dropped.map(([reason, times]) => `${reason} ${counted(times)}`).join(', ');
  const parts = [
    `sent ${counted(all.sent.email + all.sent.sms)}`,
    `control group ${counted(all.controlGroup)}`,
    ...(all.noMarketing > 0 ? [`no marketing at all ${counted(all.noMarketing)}`] : []),
    `not sent ${counted(total(all.notSent))}${reasons && ` (${reasons})`}`,
    `unknown ${counted(all.unknown)}`,
    `waiting ${counted(all.waiting)}`,
  ];
  return `targeted ${counted(all.targeted)} = ${parts.join(' + ')}`;
}

/** What reward steps granted, in sentences; nothing where they granted nothing. A code is drawn only when a message shows it. */
export function grantedSentences({ points, coupons, cost }: Figures, currency: string): string[] {
  const codes = total(coupons);
  const ask = Object.keys(coupons).map((pool) => `rapport coupons show ${pool}`);
  const rule = `A coupon counts, with its cost, once she comes to its step, also where no message showed it to her, as one that was dropped. How many codes of the pool were handed out, by whatever campaign: ${ask.join(', ')}.`;
  return [
    ...(points + codes > 0
      ? [`Granted ${numberOf(points, 'point')} and ${numberOf(codes, 'coupon')}, worth ${costText(cost.rewards, currency)}.`]
      : []),
    ...(codes > 0 ? [rule] : []),
  ];
}
