import { axisX, axisY, dot, link, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { amber, type Canvas, green, hairline, ink, quiet } from './picture.ts';

/** A difference with its interval, and the wider one for those who look every day; in the unit of the axis. */
export interface ForestRow {
  name: string;
  difference: number;
  low: number;
  high: number;
  always: { low: number; high: number };
  proven: boolean;
  label: string;
}

/** Each difference as a dot on its interval; what lies right of the line is more. Rows are cut where one would press the others flat. */
export function forestPlot(rows: ForestRow[], { axis }: { axis: string }): (canvas: Canvas) => PlotOptions {
  const reach = spread(rows);
  const cut = (value: number) => Math.max(-reach, Math.min(reach, value));
  const drawn = rows.map((row) => ({
    ...row,
    ...{ at: cut(row.difference), from: cut(row.low), to: cut(row.high), widest: cut(row.always.low), farthest: cut(row.always.high) },
    colour: row.proven ? (row.difference > 0 ? green : amber) : quiet,
  }));
  return ({ narrow }) => ({
    height: rows.length * 62 + 58,
    marginLeft: 14,
    marginRight: 14,
    marginBottom: 42,
    x: { domain: [-reach, reach] },
    y: { domain: rows.map(({ name }) => name), padding: 0.2 },
    color: { type: 'identity' },
    marks: [
      axisX({ label: axis, tickSize: 0, ticks: narrow ? 4 : 8 }),
      axisY({ tickFormat: () => '', tickSize: 0, label: null }),
      ruleX([0], { stroke: ink }),
      link(drawn, { x1: 'widest', x2: 'farthest', y1: 'name', y2: 'name', dy: 8, stroke: hairline, strokeWidth: 10 }),
      link(drawn, { x1: 'from', x2: 'to', y1: 'name', y2: 'name', dy: 8, stroke: 'colour', strokeWidth: 3 }),
      dot(drawn, { x: 'at', y: 'name', dy: 8, r: 6, fill: 'colour' }),
      text(drawn, { y: 'name', frameAnchor: 'left', textAnchor: 'start', dy: -15, text: 'name', fontWeight: 600 }),
      text(drawn, { y: 'name', frameAnchor: 'right', textAnchor: 'end', dy: -15, text: 'label' }),
    ],
  });
}

/** So that nine of ten intervals fit. */
function spread(rows: ForestRow[]): number {
  const ends = rows.flatMap(({ low, high, always }) => [low, high, always.low, always.high].map(Math.abs)).filter(Number.isFinite);
  const sorted = ends.sort((a, b) => a - b);
  const typical = (sorted[Math.floor(sorted.length / 2)] ?? 1) * 4;
  return Math.max(1e-9, Math.min(sorted.at(-1) ?? 1, typical)) * 1.05;
}
