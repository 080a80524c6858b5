import { type CampaignReport, returnRule } from '../core/measurement/report.ts';
import { namedEffects } from '../core/measurement/report-effects.ts';
import { partsRule } from '../core/measurement/report-figures.ts';
import { purposeRule, purposes } from '../core/measurement/report-purpose.ts';
import { dateText, effectText, isGoalProvenHigher, percent } from '../core/measurement/report-words.ts';
import { costText, moneyText } from '../core/money-text.ts';
import { instantText } from '../core/time.ts';
import { html, type Markup, markup } from '../sandbox/inbox/html.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { figure, table } from './plots/figure.ts';
import { measuredBarsPlot } from './plots/measured-bars.ts';
import { overTimePlot } from './plots/over-time.ts';
import { pageStyle } from './plots/page-style.ts';
import { amber, green, quiet } from './plots/picture.ts';
import type { ShownReport } from './report-look.ts';
import { lookedSections } from './report-look-page.ts';
import { campaignSection, effectFigures } from './report-page-campaign.ts';
import { isActive, nothingText, periodText, roiText, spendText, untold } from './report-text.ts';

/** The report as one HTML file: no scripts, nothing loaded from anywhere. */
export function reportPage(report: ShownReport): string {
  const active = report.campaigns.filter(isActive);
  const [only] = report.campaigns;
  const title = report.campaign !== undefined && only ? `${only.campaign.name}: what it did` : 'What the campaigns did';
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${markup(pageStyle)}</style></head>
<body><main>
${opening(report, active)}
${active.length > 0 && timeSection(active)}
${active.length > 1 && effectSection(active, report.currency)}
${active.map((each) => campaignSection(each, report))}
${moneySection(report)}
${lookedSections(report)}
<footer class="note">${active.length > 0 && html`<p>${returnRule(report.margin)}</p><p>${partsRule}</p>`}<p>A day is the UTC day on which customers entered, or the run that chose them: the figures of the latest grow until their goal window is over. Opens and clicks are those of people; delivered is sent less bounced and rejected. Drawn by <code>rapport report</code>.</p></footer>
</main></body></html>`;
  return `<!doctype html>\n${page}\n`;
}

function opening(report: ShownReport, active: CampaignReport[]): Markup {
  const {
    campaign,
    countedUntil,
    since,
    until,
    currency,
    unread,
    campaigns: [only],
  } = report;
  const sum = (of: (each: CampaignReport) => number) => active.reduce((all, each) => all + of(each), 0);
  const measurable = active.filter(({ measured }) => measured.effects.length > 0);
  const proven = measurable.filter(isGoalProvenHigher);
  const sent = sum(({ all }) => all.sent.email + all.sent.sms);
  const nothing = nothingText(report);
  const headline =
    active.length === 0
      ? 'Nothing happened in this time'
      : campaign !== undefined
        ? (only?.campaign.name ?? campaign)
        : measurable.length === 0
          ? 'No effect can be told yet'
          : `${counted(proven.length)} of ${numberOf(measurable.length, 'campaign')} with a control group: goal proven higher`;
  return html`<header>
<p class="over">${campaign === undefined ? 'Campaigns' : `Campaign ${campaign}`}, ${periodText({ since, until })}</p>
<h1>${headline}</h1>
<p class="lead">${countedUntil === undefined ? 'Nothing was counted yet.' : `Counted up to ${instantText(countedUntil, 'UTC')} UTC.`} What a campaign caused is the difference to its control group, who got nothing and were watched alike from entry on.${unread && ` ${untold(unread)}`}</p>
${nothing !== undefined && html`<p>${nothing}</p>`}
</header>
<dl class="numbers">
${number('entered', counted(sum(({ all }) => all.entered)), `${counted(sum(({ control }) => control.controlGroup))} more in control groups`)}
${number('messages sent', counted(sent), `${counted(sum(({ all }) => all.delivered))} delivered`)}
${number('opened', counted(sum(({ all }) => all.opened)), `${counted(sum(({ all }) => all.clicked))} clicked`)}
${number('goals', counted(sum(({ all }) => all.goals)), 'in their windows, with those that came anyway')}
${number(
  'cost',
  costText(
    sum(({ all }) => all.cost.total),
    currency,
  ),
  `${costText(
    sum(({ all }) => all.cost.rewards),
    currency,
  )} of it rewards`,
)}
</dl>`;
}

function number(name: string, value: string, beside: string): Markup {
  return html`<div><dt>${name}</dt><dd><span class="number">${value}</span> <small>${beside}</small></dd></div>`;
}

function timeSection(active: CampaignReport[]): Markup {
  const days = new Map<string, { sent: number; goals: number }>();
  for (const { bucket, all } of active.flatMap(({ buckets }) => buckets)) {
    const known = days.get(bucket.slice(0, 10)) ?? { sent: 0, goals: 0 };
    days.set(bucket.slice(0, 10), { sent: known.sent + all.sent.email + all.sent.sms, goals: known.goals + all.goals });
  }
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = (of: 'sent' | 'goals') => sorted.reduce((all, [, day]) => all + day[of], 0);
  const both = sum('sent') > 0 && sum('goals') > 0;
  const one = (title: string, of: 'sent' | 'goals', fill: string) =>
    sum(of) > 0 &&
    figure({
      title,
      full: !both,
      caption: 'By the day on which the customers entered.',
      description: `${counted(sum(of))} in all, from ${sorted[0]?.[0] ?? ''} to ${sorted.at(-1)?.[0] ?? ''}.`,
      draw: overTimePlot(
        sorted.map(([day, values]) => ({ day, value: values[of] })),
        { label: of === 'sent' ? 'messages' : 'goals', fill },
      ),
      data: { head: ['entered on', of], rows: sorted.map(([day, values]) => [day, counted(values[of])]) },
    });
  const noGoals = active.some(({ campaign }) => campaign.goal) ? 'No goal was reached.' : 'No campaign states a goal.';
  const missing = [...(sum('sent') > 0 ? [] : ['No message was sent.']), ...(sum('goals') > 0 ? [] : [noGoals])];
  return html`<section aria-labelledby="time"><h2 id="time">Day by day</h2><div class="${both && 'pair'}">
${one('Messages sent', 'sent', green)}
${one('Goals reached', 'goals', amber)}
</div>${missing.length > 0 && html`<p class="note gap">${missing.join(' ')}</p>`}</section>`;
}

function effectSection(active: CampaignReport[], currency: string): Markup {
  const rows = active.map((each) => [
    each.campaign.id,
    effectOf(each),
    counted(each.all.entered),
    counted(each.control.controlGroup),
    costText(each.all.cost.total, currency),
    roiText(each),
  ]);
  const figures = effectFigures(
    active.flatMap(({ campaign, measured }) => namedEffects({ ...measured, arms: [] }, campaign.id)),
    { currency, of: 'campaigns' },
  );
  return html`<section aria-labelledby="effects"><h2 id="effects">What they caused</h2>
${
  figures &&
  html`<p>A dot is the difference to the control group, the thick line its 95% interval. The pale band behind it holds for those who look again and again. A line that crosses zero may be chance.</p>
${figures}`
}
<div class="card gap"><h3>Cost and return</h3>${table(['campaign', 'effect on its goal', 'entered', 'control group', 'cost', 'return'], rows)}<p class="note">Of each campaign more is said below.</p></div>
</section>`;
}

/** What is known of its goal, in few words. */
function effectOf({ campaign, measured, open }: CampaignReport): string {
  const effect = measured.effects.find(({ outcome }) => outcome === 'goal');
  if (measured.ratio?.alarm) return 'groups not as planned';
  if (effect && Number.isFinite(effect.low) && Number.isFinite(effect.high)) return effectText(effect, String);
  if (effect) return 'not enough data yet';
  if (measured.missing === 'windows' && open) return `open until ${dateText(open.first)}`;
  if (!campaign.goal) return 'no goal stated';
  return campaign.holdout > 0 ? 'nobody in the control group yet' : 'no control group';
}

function moneySection({ spend, budgets, currency, campaign }: ShownReport): Markup {
  const sum = purposes.reduce((all, purpose) => all + spend[purpose], 0);
  const fills = { acquisition: amber, development: quiet, retention: green };
  const latest = budgets.slice(-12);
  if ((sum === 0 || campaign !== undefined) && latest.length === 0) return html``;
  const share = (part: number) => percent(sum === 0 ? 0 : part / sum);
  return html`<section aria-labelledby="money"><h2 id="money">Where the money went</h2><div class="pair">
${
  campaign === undefined &&
  sum > 0 &&
  figure({
    title: 'Spend by what it is for',
    caption: purposeRule,
    description: purposes.map((purpose) => `${purpose} ${spendText(spend[purpose], currency)}, ${share(spend[purpose])}`).join('; '),
    draw: measuredBarsPlot(
      purposes.map((purpose) => ({
        name: purpose,
        value: spend[purpose],
        of: sum,
        label: `${spendText(spend[purpose], currency)} · ${share(spend[purpose])}`,
        fill: fills[purpose],
      })),
    ),
  })
}
${
  latest.length > 0 &&
  figure({
    title: 'Budgets, planned and spent',
    caption: 'Messages and rewards at their planned cost; what is under way is taken already.',
    description: latest
      .map(
        (line) => `${line.campaign} ${line.period}: ${moneyText(line.spent, line.currency)} of ${moneyText(line.planned, line.currency)}`,
      )
      .join('; '),
    draw: measuredBarsPlot(
      latest.map(({ campaign: id, period, planned, spent, currency: its }) => ({
        name: `${id} ${period === 'life' ? '' : period.replace('T', ' ')}`,
        value: planned === 0 ? 0 : spent / planned,
        of: 1,
        label: `${moneyText(spent, its)} of ${moneyText(planned, its)}`,
        fill: spent > planned * 0.95 ? amber : green,
      })),
    ),
  })
}
</div></section>`;
}
