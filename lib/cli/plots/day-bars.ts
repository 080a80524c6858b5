import { areaY, axisX, axisY, lineY, type PlotOptions, ruleY } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { amber, type Canvas, green, hairline } from './picture.ts';

/** What happened on a day. */
export interface DayCount {
  /** YYYY-MM-DD. */
  day: string;
  entered: number;
  messages: number;
}

/** Messages as an area, entries as a line above it; `step` days make one point. */
export function dayPlot(days: DayCount[]): (canvas: Canvas) => PlotOptions {
  const at = ({ day }: DayCount) => new Date(`${day}T00:00:00Z`);
  return ({ narrow }) => ({
    height: narrow ? 220 : 300,
    marginLeft: narrow ? 40 : 52,
    marginBottom: 30,
    marginTop: 12,
    x: { type: 'utc' },
    y: { domain: [0, Math.max(1, ...days.flatMap(({ entered, messages }) => [entered, messages]))] },
    marks: [
      axisX({ tickSize: 0, label: null, ticks: narrow ? 4 : 8 }),
      axisY({ tickSize: 0, label: null, ticks: 4, tickFormat: (n: number) => (Number.isInteger(n) ? counted(n) : '') }),
      ruleY([0], { stroke: hairline }),
      areaY(days, { x: at, y: 'messages', fill: green, fillOpacity: 0.35, curve: 'step' }),
      lineY(days, { x: at, y: 'messages', stroke: green, strokeWidth: 1.5, curve: 'step' }),
      lineY(days, { x: at, y: 'entered', stroke: amber, strokeWidth: 1.5, curve: 'step' }),
    ],
  });
}
