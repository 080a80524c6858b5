import { axisX, axisY, barX, type PlotOptions, text } from '@observablehq/plot';
import { numberOf, percent } from '../figure-text.ts';
import { amber, type Canvas, green } from './picture.ts';

/** A class of customers: how many, and which share of the revenue is theirs. */
export interface ClassShare {
  name: string;
  /** What makes somebody one of them. */
  means: string;
  customers: number;
  revenue: number;
}

/** How many are of each class, and beside it what they bring: two bars for each. */
export function classPlot(classes: ClassShare[]): (canvas: Canvas) => PlotOptions {
  const all = Math.max(
    1,
    classes.reduce((sum, { customers }) => sum + customers, 0),
  );
  const bars = classes.flatMap(({ name, customers, revenue }) => [
    { name, of: 'customers', share: customers / all, label: numberOf(customers, 'customer'), fill: green },
    { name, of: 'revenue', share: revenue, label: `${percent(revenue, 1)} of revenue`, fill: amber },
  ]);
  return ({ narrow }) => ({
    height: classes.length * (narrow ? 58 : 62) + 30,
    marginLeft: 74,
    marginRight: narrow ? 112 : 140,
    marginBottom: 26,
    x: { domain: [0, Math.max(0.1, ...bars.map(({ share }) => share))] },
    fy: { domain: classes.map(({ name }) => name), padding: 0.25, axis: null },
    y: { domain: ['customers', 'revenue'], axis: null },
    color: { type: 'identity' },
    marks: [
      axisX({ tickFormat: (share: number) => percent(share), ticks: narrow ? 3 : 6, tickSize: 0, label: null }),
      axisY({ tickFormat: null, tickSize: 0, label: null }),
      barX(bars, { x: 'share', y: 'of', fy: 'name', fill: 'fill', inset: 1, rx: 2 }),
      text(bars, { x: 'share', y: 'of', fy: 'name', text: 'label', textAnchor: 'start', dx: 6 }),
      text(classes, { fy: 'name', text: 'name', frameAnchor: 'left', textAnchor: 'end', dx: -12, fontWeight: 700, fontSize: 13 }),
    ],
  });
}
