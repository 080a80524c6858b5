import type { SimulationTally } from '../../core/simulation/tally.ts';
import { baseRateOf, busiestDay, type SimulationReport, sumsOf, totalsOf } from './report.ts';

/** The same as the text, as one JSON object: money of costs in millionths of the currency, revenue in its minor units. */
export function reportJson(report: SimulationReport): string {
  const { from, until, tally, names: _, compared, warnings, ...rest } = report;
  return JSON.stringify({
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    ...rest,
    notes: [...warnings, ...rest.notes],
    totals: totalsOf(tally),
    campaigns: campaignsOf(tally),
    busiestDay: busiestDay(tally) ?? null,
    baseRates: baseRatesOf(tally),
    tally,
    ...(compared && {
      compared: {
        ...compared,
        ...{ totals: totalsOf(compared.tally), campaigns: campaignsOf(compared.tally), baseRates: baseRatesOf(compared.tally) },
      },
    }),
  });
}

function campaignsOf({ campaigns }: SimulationTally) {
  return Object.fromEntries(Object.entries(campaigns).map(([id, each]) => [id, sumsOf(each)]));
}

function baseRatesOf({ campaigns }: SimulationTally) {
  const rates = Object.entries(campaigns).flatMap(([id, each]) => {
    const rate = baseRateOf(each);
    return rate ? [[id, rate] as const] : [];
  });
  return Object.fromEntries(rates);
}
