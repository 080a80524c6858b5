import { axisX, axisY, dot, line, type PlotOptions, ruleY } from '@observablehq/plot';
import { amber, type Canvas, green, hairline } from './picture.ts';

/** What customers have brought n months after the one of their first order: of those who entered, and of all others. */
export function lifetimePlot(
  { entered, others }: { entered: number[]; others: number[] },
  { money }: { money: (value: number) => string },
): (canvas: Canvas) => PlotOptions {
  const points = (values: number[]) => values.map((value, months) => ({ months, value }));
  const [one, other] = [points(entered), points(others)];
  return ({ narrow }) => ({
    height: narrow ? 240 : 300,
    marginLeft: 58,
    marginBottom: 42,
    marginRight: 14,
    x: { domain: [0, Math.max(1, entered.length - 1, others.length - 1)] },
    y: { domain: [0, Math.max(1, ...entered, ...others)] },
    marks: [
      axisX({
        label: 'months after the first order →',
        tickSize: 0,
        ticks: narrow ? 4 : 8,
        tickFormat: (months: number) => String(months),
      }),
      axisY({ ticks: 4, tickSize: 0, label: null, tickFormat: money }),
      ruleY([0], { stroke: hairline }),
      line(other, { x: 'months', y: 'value', stroke: amber, strokeWidth: 2.5 }),
      line(one, { x: 'months', y: 'value', stroke: green, strokeWidth: 2.5 }),
      dot(other.slice(-1), { x: 'months', y: 'value', fill: amber, r: 4 }),
      dot(one.slice(-1), { x: 'months', y: 'value', fill: green, r: 4 }),
    ],
  });
}
