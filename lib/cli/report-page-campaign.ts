import type { CampaignReport } from '../core/measurement/report.ts';
import { type NamedEffect, namedEffects, type Outcome } from '../core/measurement/report-effects.ts';
import type { Figures } from '../core/measurement/report-figures.ts';
import { armSentences, effectSentences, effectText, isProven } from '../core/measurement/report-words.ts';
import { minorDigits } from '../core/money.ts';
import { moneyText } from '../core/money-text.ts';
import { total } from '../core/run-totals.ts';
import { html, type Markup } from '../sandbox/inbox/html.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { figure, table } from './plots/figure.ts';
import { forestPlot } from './plots/forest.ts';
import type { ShownReport } from './report-look.ts';
import { microText, roiText, unknown, waiting } from './report-text.ts';

/** All of one campaign: its sentences, its effects, and the figures of each run, step and arm. */
export function campaignSection(report: CampaignReport, { currency }: ShownReport): Markup {
  const { campaign, measured, returned, all } = report;
  const money = (minor: number) => moneyText(minor, currency);
  const arms = armSentences(report, money);
  const named = namedEffects(measured, 'all');
  const dropped = Object.entries(all.notSent).sort(([, a], [, b]) => b - a);
  const warnings = unknown(report);
  return html`<section aria-labelledby="c-${campaign.id}"><h2 id="c-${campaign.id}">${campaign.name}</h2>
<p class="quiet"><code>${campaign.id}</code>, ${campaign.kind}, ${campaign.purpose}; of ${campaign.owner}${campaign.goal && `; goal ${campaign.goal.activity} within ${campaign.goal.within}`}</p>
${effectSentences(report, money).map((text) => html`<p>${text}</p>`)}
${arms.map((text) => html`<p>${text}</p>`)}
<p>Cost ${money(returned.cost)}, return on investment ${roiText(returned)}.${all.points + total(all.coupons) > 0 && ` Granted ${numberOf(all.points, 'point')} and ${numberOf(total(all.coupons), 'coupon')}, worth ${microText(all.cost.rewards, currency)}.`}</p>
${warnings.length > 0 && html`<ul class="warnings">${warnings.map((text) => html`<li>${text}</li>`)}</ul>`}
${named.length > 0 && html`<div class="pair">${effectFigures(named, { currency, of: campaign.id })}</div>`}
<div class="card gap"><h3>Runs, steps and arms</h3>${figuresTable(report, currency)}
<p class="note">Targeted ${counted(all.targeted)} = sent ${counted(all.sent.email + all.sent.sms)} + held out ${counted(all.withheld)} + not sent ${counted(total(all.notSent))}${dropped.length > 0 && ` (${dropped.map(([reason, times]) => `${reason} ${counted(times)}`).join(', ')})`} + unknown ${counted(all.unknown)} + waiting ${counted(waiting(report))}.</p></div>
</section>`;
}

/** Rates and money apart: they have no common axis. */
export function effectFigures(effects: NamedEffect[], { currency, of }: { currency: string; of: string }): Markup[] {
  const one = (outcome: Outcome, { axis, title }: { axis: string; title: string }): Markup | undefined => {
    const known = effects.filter(({ effect }) => effect.outcome === outcome && Number.isFinite(effect.low) && Number.isFinite(effect.high));
    if (known.length === 0) return undefined;
    const unit = outcome === 'revenue' ? 1 / 10 ** minorDigits(currency) : 100;
    const rows = known.map(({ name, effect, isTrusted }) => ({
      name,
      difference: effect.difference * unit,
      low: effect.low * unit,
      high: effect.high * unit,
      always: { low: effect.always.low * unit, high: effect.always.high * unit },
      proven: isTrusted && isProven(effect),
      label: effectText(effect, (minor) => moneyText(minor, currency)),
    }));
    return figure({
      title: `${title}: ${of}`,
      caption: 'The difference with its 95% interval; the pale band is the always-valid one.',
      description: rows.map(({ name, label }) => `${name} ${label}`).join('; '),
      draw: forestPlot(rows, { axis }),
    });
  };
  const found = [
    one('goal', { axis: 'points more who reach the goal →', title: 'Goal' }),
    one('revenue', { axis: `${currency} more for each who entered →`, title: 'Revenue' }),
  ];
  return found.flatMap((each) => each ?? []);
}

const head = ['part', 'entered', 'targeted', 'sent', 'delivered', 'opened', 'clicked', 'answered', 'goals', 'revenue', 'cost'];

function figuresTable({ campaign, all, control, steps, arms, buckets }: CampaignReport, currency: string): Markup {
  const row = (
    name: string,
    { entered, targeted, sent, delivered, opened, clicked, responded, goals, revenue, cost }: Figures,
    messagesOnly = false,
  ) => {
    const ofEntry = (text: string) => (messagesOnly ? '' : text);
    return [
      name,
      ofEntry(counted(entered)),
      ...[targeted, sent.email + sent.sms, delivered, opened, clicked, responded].map(counted),
      ofEntry(counted(goals)),
      ofEntry(moneyText(revenue, currency)),
      microText(cost.total, currency),
    ];
  };
  return table(head, [
    row('all', all),
    ...(control.entered > 0 ? [row('control group', control)] : []),
    ...(campaign.scheduled ? buckets.map((each) => row(`run ${each.bucket.replace('T', ' ')}`, each.all)) : []),
    ...steps.map(({ step, figures }) => row(`step ${step}`, figures, true)),
    ...arms.map(({ split, arm, figures }) => row(`${split}: ${arm}`, figures)),
  ]);
}
