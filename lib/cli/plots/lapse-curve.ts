import { areaY, axisX, axisY, line, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import type { LapseCurve } from '../../core/scoring/cohorts.ts';
import { numberOf, percent } from '../figure-text.ts';
import { amber, type Canvas, green, hairline, ink } from './picture.ts';

/** Which share of the buyers is still silent so many days after an order; `lapsedAfter` days say "lapsed" to everybody alike. */
export function lapsePlot({ points, median }: LapseCurve, lapsedAfter: number | undefined): (canvas: Canvas) => PlotOptions {
  const end = Math.max(30, points.at(-1)?.[0] ?? 0);
  const drawn = [...points, [end, points.at(-1)?.[1] ?? 1]];
  const marks = [
    ...(median === undefined ? [] : [{ days: median, label: `half are back after ${numberOf(median, 'day')}`, stroke: green }]),
    ...(lapsedAfter === undefined
      ? []
      : [{ days: lapsedAfter, label: `lapsed after ${numberOf(Math.round(lapsedAfter), 'day')}`, stroke: amber }]),
  ].filter(({ days }) => days <= end);
  return ({ narrow }) => ({
    height: narrow ? 260 : 320,
    marginLeft: 44,
    marginBottom: 42,
    marginRight: 14,
    x: { domain: [0, end] },
    y: { domain: [0, 1] },
    marks: [
      axisX({ label: 'days since the last order →', ticks: narrow ? 4 : 8, tickSize: 0 }),
      axisY({ ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (share: number) => percent(share), label: '↑ still silent', tickSize: 0 }),
      ruleY([0, 0.25, 0.5, 0.75, 1], { stroke: hairline }),
      areaY(drawn, { x: '0', y: '1', curve: 'step-after', fill: green, fillOpacity: 0.14 }),
      line(drawn, { curve: 'step-after', stroke: green, strokeWidth: 2.5 }),
      ruleX(marks, { x: 'days', stroke: 'stroke', strokeDasharray: '3 3', strokeWidth: 1.5 }),
      text(marks, {
        x: 'days',
        y: (_, index) => 0.97 - 0.09 * index,
        text: 'label',
        textAnchor: 'start',
        dx: 6,
        fill: ink,
        fontWeight: 600,
        stroke: 'var(--paper)',
        strokeWidth: 4,
      }),
    ],
    color: { type: 'identity' },
  });
}
