import { axisX, axisY, barY, dot, line, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { numberOf } from '../figure-text.ts';
import { amber, type Canvas, green, hairline, ink, quiet } from './picture.ts';

/** Mean orders of the customers who had come back so often before; the last is "so often or more". */
export interface RepeatCount {
  repeats: string;
  actual: number;
  expected: number;
}

/** Repeat order days of everybody since the beginning, at the end of a week. */
export interface TrackedWeek {
  week: number;
  actual: number;
  expected: number;
}

/** Bars for what happened, dots for what the model says. */
export function repeatsPlot(counts: RepeatCount[]): (canvas: Canvas) => PlotOptions {
  return ({ narrow }) => ({
    height: narrow ? 260 : 320,
    marginLeft: 52,
    marginBottom: 42,
    x: { domain: counts.map(({ repeats }) => repeats), padding: 0.2 },
    y: { domain: [0, Math.max(1, ...counts.flatMap(({ actual, expected }) => [actual, expected])) * 1.08] },
    marks: [
      axisX({ label: 'had come back so often before', tickSize: 0, labelArrow: 'none' }),
      axisY({ label: '↑ orders each', tickSize: 0, ticks: 5 }),
      ruleY([0], { stroke: quiet }),
      barY(counts, {
        x: 'repeats',
        y: 'actual',
        fill: green,
        rx: 2,
        title: ({ repeats, actual }) => `${repeats}: ${actual.toFixed(2)} orders each`,
      }),
      dot(counts, {
        x: 'repeats',
        y: 'expected',
        fill: amber,
        r: narrow ? 4.5 : 6,
        stroke: 'var(--paper)',
        strokeWidth: 2,
        title: ({ repeats, expected }) => `${repeats}: ${expected.toFixed(2)} foretold`,
      }),
    ],
  });
}

/** Both added up week by week; `until` is the week up to which the model had seen. */
export function trackingPlot(weeks: TrackedWeek[], until: number): (canvas: Canvas) => PlotOptions {
  const end = weeks.at(-1)?.week ?? 1;
  return ({ narrow }) => ({
    height: narrow ? 260 : 320,
    marginLeft: 52,
    marginBottom: 42,
    marginRight: 12,
    x: { domain: [0, end] },
    y: { domain: [0, Math.max(1, ...weeks.flatMap(({ actual, expected }) => [actual, expected])) * 1.05] },
    marks: [
      axisX({ label: 'weeks since the first customer →', tickSize: 0, ticks: narrow ? 4 : 8 }),
      axisY({ label: '↑ repeat orders so far', tickSize: 0, ticks: 5, tickFormat: counted }),
      ruleY([0], { stroke: quiet }),
      ruleX([until], { stroke: hairline, strokeWidth: 2 }),
      text([until], {
        x: (week: number) => week,
        frameAnchor: 'top',
        text: () => (narrow ? 'from here on unseen →' : 'from here on the model had not seen it →'),
        textAnchor: until > end * 0.6 ? 'end' : 'start',
        dx: until > end * 0.6 ? -6 : 6,
        dy: 4,
        fill: quiet,
      }),
      line(weeks, { x: 'week', y: 'actual', stroke: green, strokeWidth: 2.5 }),
      line(weeks, { x: 'week', y: 'expected', stroke: amber, strokeWidth: 2.5, strokeDasharray: '6 4' }),
    ],
    style: { color: ink },
  });
}

/** A tenth of the customers: orders of each that were foretold, and that came. */
export interface Tenth {
  said: number;
  did: number;
  customers: number;
}

/** On the dashed line what was foretold came. */
export function calibrationPlot(tenths: Tenth[]): (canvas: Canvas) => PlotOptions {
  const most = Math.max(0.1, ...tenths.flatMap(({ said, did }) => [said, did])) * 1.05;
  return ({ narrow }) => ({
    height: narrow ? 300 : 340,
    marginLeft: 48,
    marginBottom: 42,
    x: { domain: [0, most] },
    y: { domain: [0, most] },
    marks: [
      axisX({ label: 'orders each, foretold →', ticks: 5, tickSize: 0 }),
      axisY({ label: '↑ orders each, came', ticks: 5, tickSize: 0 }),
      ruleY([0], { stroke: quiet }),
      line(
        [
          [0, 0],
          [most, most],
        ],
        { stroke: quiet, strokeDasharray: '3 4' },
      ),
      dot(tenths, {
        x: 'said',
        y: 'did',
        r: 6,
        fill: green,
        stroke: 'var(--paper)',
        strokeWidth: 2,
        title: ({ said, did, customers }) => `${numberOf(customers, 'customer')}: ${said.toFixed(2)} foretold, ${did.toFixed(2)} came`,
      }),
    ],
  });
}
