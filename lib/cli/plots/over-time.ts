import { axisX, axisY, type PlotOptions, rectY, ruleY } from '@observablehq/plot';
import { type Canvas, hairline } from './picture.ts';

/** What stood on a UTC day, "2027-03-01". */
export interface DayValue {
  day: string;
  value: number;
}

/** A bar for each day on which there was anything. */
export function overTimePlot(days: DayValue[], { label, fill }: { label: string; fill: string }): (canvas: Canvas) => PlotOptions {
  const bars = days.map(({ day, value }) => {
    const from = new Date(`${day}T00:00:00Z`);
    return { from, to: new Date(from.getTime() + 86_400_000), value, day };
  });
  const highest = Math.max(1, ...days.map(({ value }) => value));
  return ({ narrow }) => ({
    height: narrow ? 200 : 240,
    marginLeft: 52,
    marginBottom: 34,
    marginRight: 14,
    x: { type: 'utc' },
    y: { domain: [0, highest] },
    marks: [
      axisX({ ticks: narrow ? 3 : 6, tickSize: 0, label: null }),
      axisY({
        // No more than there are whole numbers: nobody is a fraction.
        ticks: Math.min(4, highest),
        tickSize: 0,
        label: `↑ ${label}`,
        tickFormat: (value: number) => value.toLocaleString('en', { notation: 'compact' }),
      }),
      ruleY([0], { stroke: hairline }),
      rectY(bars, { x1: 'from', x2: 'to', y: 'value', fill, inset: 0.4, title: ({ day, value }) => `${day}: ${value}` }),
    ],
  });
}
