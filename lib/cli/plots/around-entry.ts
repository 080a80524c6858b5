import { axisX, axisY, dot, line, type PlotOptions, ruleX, ruleY } from '@observablehq/plot';
import { amber, type Canvas, green, hairline, ink } from './picture.ts';

/** What was brought in the days from `from` to `to` after an entry. */
export interface AroundPoint {
  from: number;
  to: number;
  revenue: number;
}

/** What customers brought before and after the day on which they entered, each period at its middle: of those who entered, and of the control group. */
export function aroundPlot(
  { entered, control }: { entered: AroundPoint[]; control: AroundPoint[] },
  { money }: { money: (value: number) => string },
): (canvas: Canvas) => PlotOptions {
  const points = (group: AroundPoint[]) => group.map(({ from, to, revenue }) => ({ days: (from + to) / 2, revenue }));
  const groups = [
    { points: points(control), colour: amber },
    { points: points(entered), colour: green },
  ];
  const ends = [...entered, ...control].flatMap(({ from, to }) => [Math.abs(from), to]);
  const reach = Math.max(30, ...ends);
  const highest = Math.max(1, ...[...entered, ...control].map(({ revenue }) => revenue));
  return ({ narrow }) => ({
    height: narrow ? 240 : 300,
    marginLeft: 58,
    marginBottom: 42,
    marginRight: 14,
    x: { domain: [-reach, reach] },
    y: { domain: [Math.min(0, ...[...entered, ...control].map(({ revenue }) => revenue)), highest] },
    marks: [
      axisX({ label: 'days after the first entry →', tickSize: 0, ticks: narrow ? [-180, -90, 0, 90, 180] : 12 }),
      axisY({ ticks: 4, tickSize: 0, label: null, tickFormat: money }),
      ruleY([0], { stroke: hairline }),
      ruleX([0], { stroke: ink }),
      ...groups.flatMap(({ points: group, colour }) => [
        line(group, { x: 'days', y: 'revenue', stroke: colour, strokeWidth: 2.5 }),
        dot(group, { x: 'days', y: 'revenue', fill: colour, r: 4 }),
      ]),
    ],
  });
}
