import { inMajorUnits } from '../../core/money.ts';
import type { SimulationTally } from '../../core/simulation/tally.ts';
import type { RanOut } from './ran-out.ts';
import { baseRateOf, busiestDay, type SimulationReport, sumsOf, totalsOf } from './report.ts';

/** The same as the text, as one JSON object, which names the units of its money. */
export function reportJson(report: SimulationReport): string {
  const { from, until, tally, steps: _steps, idle: _idle, compared, warnings, ranOut, ...rest } = report;
  return JSON.stringify({
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    ...rest,
    simulated: tally.customers,
    units: unitsOf(report.currency),
    ranOut: ranOutJson(ranOut),
    notes: [...warnings, ...rest.notes],
    totals: totalsOf(tally),
    campaigns: campaignsOf(tally),
    busiestDay: busiestDay(tally) ?? null,
    baseRates: baseRatesOf(tally),
    tally,
    ...(compared && {
      compared: {
        ...compared,
        ranOut: ranOutJson(compared.ranOut),
        ...{ totals: totalsOf(compared.tally), campaigns: campaignsOf(compared.tally), baseRates: baseRatesOf(compared.tally) },
      },
    }),
  });
}

/** What 1 is worth of each amount, wherever it stands. */
function unitsOf(currency: string) {
  const cost = `0.000001 ${currency}`;
  return { cost, rewardCost: cost, revenue: inMajorUnits(1, currency) };
}

function ranOutJson(ranOut: RanOut[]) {
  return ranOut.map(({ periods, ...each }) => ({
    ...each,
    periods: periods.map(({ period, at }) => ({ period, at: new Date(at).toISOString() })),
  }));
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
