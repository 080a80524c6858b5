import type { CampaignReport } from '../core/measurement/report.ts';
import { armSentences, effectSentences } from '../core/measurement/report-words.ts';
import { costText, moneyText } from '../core/money-text.ts';
import { numberWords } from '../core/number-words.ts';
import type { WeekMail } from '../templates/report-mail.ts';
import type { CampaignsReport } from './report-campaigns.ts';

/**
 * The words of a week's mail: the figures of the week, and of the whole life of each campaign what it has caused. Dates are local.
 * `missing`: campaigns by name whose figures could not be read.
 */
export function weekContent(
  week: CampaignReport[],
  { whole, since, until, missing }: { whole: CampaignsReport; since: string; until: string; missing: string[] },
): WeekMail {
  const { currency, budgets } = whole;
  const money = (minor: number) => moneyText(minor, currency);
  const messages = week.reduce((sum, { all }) => sum + all.sent.email + all.sent.sms, 0);
  return {
    week: `${dateText(since)} to ${dateText(until)}`,
    summary: `${numberWords(week.length, 'campaign')}, ${numberWords(messages, 'message')}`,
    head: ['campaign', 'entered', 'sent', 'opened', 'clicked', 'goals', 'revenue', 'cost'],
    rows: week.map(({ campaign, all }) => [
      campaign.name,
      ...[all.entered, all.sent.email + all.sent.sms, all.opened, all.clicked, all.goals].map((number) => number.toLocaleString('en')),
      money(all.revenue),
      costText(all.cost.total, currency),
    ]),
    campaigns: [
      ...week.map(({ campaign: { id, name } }) => {
        const report = whole.campaigns.find(({ campaign }) => campaign.id === id);
        const spent = budgets.filter(({ campaign }) => campaign === id).at(-1);
        const budget = spent
          ? [
              `Budget ${spent.period === 'life' ? '' : `${spent.period.replace('T', ' ')} `}${moneyText(spent.spent, spent.currency)} of ${moneyText(spent.planned, spent.currency)} spent.`,
            ]
          : [];
        if (!report) return { id, name, sentences: budget };
        return { id, name, sentences: [...effectSentences(report, money), ...armSentences(report, money), ...budget] };
      }),
      ...missing.map((name) => ({ id: '', name, sentences: ['Its figures could not be read.'] })),
    ],
  };
}

function dateText(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
