import { axisX, barX, type PlotOptions, text } from '@observablehq/plot';
import { amber, type Canvas, green, quiet } from './picture.ts';

/** A bar of two parts, such as what was sent and what was not. */
export interface PartBar {
  name: string;
  green: number;
  amber: number;
  /** Said behind the bar. */
  label: string;
}

/** Bars below each other, in the order given; `unit` writes a number of the axis. On a phone the names stand above them. */
export function partPlot(rows: PartBar[], unit: (value: number) => string): (canvas: Canvas) => PlotOptions {
  const most = Math.max(Number.MIN_VALUE, ...rows.map((row) => row.green + row.amber));
  const bars = rows.flatMap((row) => [
    { name: row.name, x1: 0, x2: row.green, fill: green },
    { name: row.name, x1: row.green, x2: row.green + row.amber, fill: amber },
  ]);
  return ({ narrow }) => ({
    height: rows.length * (narrow ? 42 : 30) + (narrow ? 40 : 28),
    marginLeft: narrow ? 2 : 132,
    marginRight: narrow ? 4 : 170,
    marginTop: narrow ? 14 : 4,
    marginBottom: 24,
    x: { domain: [0, most] },
    y: { domain: rows.map(({ name }) => name), padding: narrow ? 0.6 : 0.25, axis: null },
    color: { type: 'identity' },
    marks: [
      // At the edge of a phone there is room for one digit.
      axisX({ tickSize: 0, label: null, ticks: 3, tickFormat: (value: number) => (narrow && value === 0 ? '0' : unit(value)) }),
      barX(bars, { x1: 'x1', x2: 'x2', y: 'name', fill: 'fill', rx: 2 }),
      ...(narrow
        ? [
            text(rows, {
              y: 'name',
              text: ({ name, label }: PartBar) => `${name} · ${label}`,
              frameAnchor: 'left',
              textAnchor: 'start',
              dy: -17,
            }),
          ]
        : [
            text(rows, { y: 'name', text: 'name', frameAnchor: 'left', textAnchor: 'end', dx: -8 }),
            text(rows, { x: (row: PartBar) => row.green + row.amber, y: 'name', text: 'label', textAnchor: 'start', dx: 6, fill: quiet }),
          ]),
    ],
  });
}
