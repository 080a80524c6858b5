import type { CampaignReport } from '../core/measurement/report.ts';
import { type NamedEffect, namedEffects, type Outcome } from '../core/measurement/report-effects.ts';
import { armSentences, effectSentences, effectText, isProven } from '../core/measurement/report-words.ts';
import { minorDigits } from '../core/money.ts';
import { costText, moneyText } from '../core/money-text.ts';
import { html, type Markup } from '../sandbox/inbox/html.ts';
import { figure, table } from './plots/figure.ts';
import { forestPlot } from './plots/forest.ts';
import { closingText, figureHead, grantedSentences, partRows } from './report-cells.ts';
import type { ShownReport } from './report-look.ts';
import { roiText, unknown } from './report-text.ts';

/** All of one campaign: its sentences, its effects, and the figures of each run, step and arm. */
export function campaignSection(report: CampaignReport, { currency }: ShownReport): Markup {
  const { campaign, measured, all } = report;
  const money = (minor: number) => moneyText(minor, currency);
  const arms = armSentences(report, money);
  const named = namedEffects(measured, 'all');
  const closing = closingText(report);
  const warnings = unknown(report);
  const granted = grantedSentences(all, currency);
  return html`<section aria-labelledby="c-${campaign.id}"><h2 id="c-${campaign.id}">${campaign.name}</h2>
<p class="quiet"><code>${campaign.id}</code>, ${campaign.kind}, ${campaign.purpose}; of ${campaign.owner}${campaign.goal && `; goal ${campaign.goal.activity} within ${campaign.goal.within}`}</p>
${effectSentences(report, money).map((text) => html`<p>${text}</p>`)}
${arms.map((text) => html`<p>${text}</p>`)}
<p>Cost ${costText(all.cost.total, currency)}, return on investment ${roiText(report)}.${granted.map((text) => ` ${text}`)}</p>
${warnings.length > 0 && html`<ul class="warnings">${warnings.map((text) => html`<li>${text}</li>`)}</ul>`}
${effectFigures(named, { currency, of: campaign.id })}
<div class="card gap"><h3>Runs, steps and arms</h3>${table(['part', ...figureHead], partRows(report, currency))}
<p class="note">${closing.slice(0, 1).toUpperCase()}${closing.slice(1)}.</p></div>
</section>`;
}

/** Rates and money apart: they have no common axis. Nothing where nothing can be drawn. */
export function effectFigures(effects: NamedEffect[], { currency, of }: { currency: string; of: string }): Markup | undefined {
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
  const drawn = found.flatMap((each) => each ?? []);
  return drawn.length === 0 ? undefined : html`<div class="pair">${drawn}</div>`;
}
