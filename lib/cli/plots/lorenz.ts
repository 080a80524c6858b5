import { areaY, axisX, axisY, dot, line, rectX, ruleX, ruleY, text } from '@observablehq/plot';
import { percent } from '../figure-text.ts';
import { amber, type Canvas, green, hairline, ink, quiet } from './picture.ts';

/** Cumulated shares of customers and of revenue, best customers first, from [0, 0] to [1, 1]. */
export type LorenzCurve = [customers: number, revenue: number][];

/** How revenue is spread over customers, with the share of the best fifth and the three value classes below. */
export function lorenzPlot(curve: LorenzCurve, { fifth, classes }: { fifth: number; classes: { A: number; B: number; C: number } }) {
  const all = Math.max(1, classes.A + classes.B + classes.C);
  const bands = [
    { name: 'A', from: 0, to: classes.A / all, fill: 'var(--heat5)', ink: 'var(--on5)' },
    { name: 'B', from: classes.A / all, to: (classes.A + classes.B) / all, fill: 'var(--heat3)', ink: 'var(--on3)' },
    { name: 'C', from: (classes.A + classes.B) / all, to: 1, fill: 'var(--heat1)', ink: 'var(--on1)' },
  ];
  const point = [[0.2, fifth]];
  return ({ narrow }: Canvas) => ({
    height: narrow ? 300 : 380,
    marginLeft: 44,
    marginRight: narrow ? 8 : 16,
    marginBottom: 46,
    x: { domain: [0, 1] },
    y: { domain: [-0.09, 1.02] },
    marks: [
      axisX({ tickFormat: (share: number) => percent(share), ticks: narrow ? 3 : 6, label: 'of customers, best first →', tickSize: 0 }),
      axisY({ ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (share: number) => percent(share), label: '↑ of revenue', tickSize: 0 }),
      ruleY([0, 0.25, 0.5, 0.75, 1], { stroke: hairline }),
      areaY(curve, { x: '0', y: '1', fill: green, fillOpacity: 0.14 }),
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: quiet, strokeDasharray: '3 4' },
      ),
      text([[0.66, 0.6]], { text: ['if all brought the same'], fill: quiet, textAnchor: 'start', dx: narrow ? -40 : 0, dy: 8 }),
      line(curve, { stroke: green, strokeWidth: 2.5 }),
      ruleX(point, { x: '0', y1: 0, y2: '1', stroke: amber, strokeDasharray: '2 3' }),
      ruleY(point, { y: '1', x1: 0, x2: '0', stroke: amber, strokeDasharray: '2 3' }),
      dot(point, { fill: amber, r: 5, stroke: 'var(--paper)', strokeWidth: 2 }),
      text(point, {
        text: [`20% of customers bring ${percent(fifth, 1)}`],
        fill: ink,
        fontWeight: 700,
        fontSize: narrow ? 12 : 14,
        textAnchor: 'start',
        dx: 10,
        dy: 14,
        stroke: 'var(--paper)',
        strokeWidth: 4,
      }),
      rectX(bands, { x1: 'from', x2: 'to', y1: -0.085, y2: -0.02, fill: 'fill', insetLeft: 1 }),
      text(
        bands.filter(({ from, to }) => to - from > 0.04),
        { x: ({ from, to }) => (from + to) / 2, y: -0.0525, text: 'name', fill: 'ink', fontWeight: 700 },
      ),
    ],
  });
}
