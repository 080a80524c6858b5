import { axisY, barX, type PlotOptions, text } from '@observablehq/plot';
import { type Canvas, hairline } from './picture.ts';

/** A bar with its words; `of` is the whole that it is a part of, drawn behind it. */
export interface MeasuredBar {
  name: string;
  value: number;
  of?: number;
  label: string;
  fill: string;
}

/** A bar for each name, as long as its value. */
export function measuredBarsPlot(bars: MeasuredBar[]): (canvas: Canvas) => PlotOptions {
  const longest = Math.max(1e-9, ...bars.map(({ value, of = 0 }) => Math.max(value, of)));
  return () => ({
    height: bars.length * 54 + 12,
    marginLeft: 4,
    marginRight: 4,
    marginBottom: 4,
    marginTop: 8,
    x: { domain: [0, longest], axis: null },
    y: { domain: bars.map(({ name }) => name), padding: 0.2 },
    color: { type: 'identity' },
    marks: [
      axisY({ tickFormat: () => '', tickSize: 0, label: null }),
      barX(bars, { x: ({ of = 0 }) => of, y: 'name', fill: hairline, insetTop: 22, rx: 2 }),
      barX(bars, { x: 'value', y: 'name', fill: 'fill', insetTop: 22, rx: 2 }),
      text(bars, { y: 'name', frameAnchor: 'left', textAnchor: 'start', dy: -12, text: 'name', fontWeight: 600 }),
      text(bars, { y: 'name', frameAnchor: 'right', textAnchor: 'end', dy: -12, text: 'label' }),
    ],
  });
}
