import type { Funnel } from '../core/forecast.ts';
import type { CampaignForecast, Forecast } from '../usecases/forecast-publication.ts';

/** From so many recipients on that a campaign selects itself, a person says the number before it goes live. */
export const askedFrom = 1_000;

/** What a publication would do, as a person reads it. */
export function showForecast({ campaigns, ends }: Forecast): string {
  const lines = [...campaigns.flatMap(showCampaign), ...ends.map((id) => `${id} is taken out of force; whoever is inside leaves it`)];
  return lines.length > 0 ? lines.join('\n') : 'nothing changes for customers';
}

/** How many customers the campaigns that select their recipients themselves would write to; 0 when that needs no word. */
export function countToConfirm({ campaigns }: Forecast): number {
  const large = campaigns.filter(({ selects, funnel }) => selects && funnel && funnel.recipients > askedFrom);
  return large.reduce((sum, { funnel }) => sum + (funnel?.recipients ?? 0), 0);
}

function showCampaign({ campaign, isNew, selects, funnel, inFlight }: CampaignForecast): string[] {
  return [
    `${campaign} is ${isNew ? 'new' : 'changed'}${selects ? '' : '; each customer enters by what she does or by her own date, these are all whom it could reach today'}`,
    ...(funnel ? showFunnel(funnel) : ['  it sends nothing']),
    ...inFlight.map(({ step, customers, gone }) =>
      gone
        ? `  ${number(customers)} are at step "${step}", which the new version does not have; they finish on their version`
        : `  ${number(customers)} are at step "${step}"; they finish on their version`,
    ),
  ];
}

function showFunnel(funnel: Funnel): string[] {
  const steps: [string, number][] = [
    ['matching', funnel.matching],
    ['in no control group', funnel.contactable],
    ['has address', funnel.addressed],
    ['consented', funnel.consented],
    ['not suppressed', funnel.unsuppressed],
    ['under cap', funnel.recipients],
  ];
  const parts = Object.entries(funnel.by).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `  ${steps.map(([name, count]) => `${name} ${number(count)}`).join(' → ')}`,
    ...parts.map(([name, { recipients, cost }]) => `    ${name}: ${number(recipients)}, ${costText(cost, funnel.currency, name)}`),
  ];
}

function costText(millionths: number | null, currency: string, name: string): string {
  if (millionths === null) return 'cost not known: settings.unitCosts does not say it, or settings.rates lacks its currency';
  const text = `${(millionths / 1_000_000).toFixed(2)} ${currency} for the first message`;
  return name.startsWith('sms') ? `${text}, as one part each` : text;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
