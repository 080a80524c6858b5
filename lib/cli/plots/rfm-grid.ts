import { axisX, axisY, type PlotOptions, rect, text } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { numberOf, percent } from '../figure-text.ts';
import { type Canvas, heat, ink } from './picture.ts';

/** One of the 25 cells of recency and frequency. `revenue` is a share of the shop's. */
export interface RfmCell {
  r: number;
  f: number;
  segment: string;
  customers: number;
  revenue: number;
}

/** How many customers have which scores; what belongs to one segment stands together under its name. */
export function rfmPlot(cells: RfmCell[]): (canvas: Canvas) => PlotOptions {
  const most = Math.max(1, ...cells.map(({ customers }) => customers));
  const level = ({ customers }: RfmCell) => (customers === 0 ? 0 : Math.max(1, heat(customers / most)));
  const blocks = blocksOf(cells);
  return ({ narrow }) => ({
    height: narrow ? 400 : 500,
    marginLeft: 40,
    marginRight: 4,
    marginBottom: 42,
    x: { domain: [0.5, 5.5] },
    y: { domain: [0.5, 5.5] },
    color: { type: 'identity' },
    marks: [
      axisX({ ticks: [1, 2, 3, 4, 5], tickFormat: 'd', label: 'frequency: how often she bought →', tickSize: 0 }),
      axisY({ ticks: [1, 2, 3, 4, 5], tickFormat: 'd', label: '↑ recency: how lately', tickSize: 0 }),
      rect(cells, {
        x1: ({ f }) => f - 0.5,
        x2: ({ f }) => f + 0.5,
        y1: ({ r }) => r - 0.5,
        y2: ({ r }) => r + 0.5,
        fill: (cell) => `var(--heat${level(cell)})`,
        title: ({ r, f, segment, customers, revenue }) =>
          `recency ${r}, frequency ${f}: ${segment}\n${numberOf(customers, 'customer')}, ${percent(revenue, 1)} of revenue`,
      }),
      rect(blocks, { x1: 'left', x2: 'right', y1: 'bottom', y2: 'top', stroke: 'var(--paper)', strokeWidth: 4 }),
      text(blocks, {
        x: 'left',
        y: 'top',
        text: 'segment',
        fill: 'ink',
        fontWeight: 600,
        textAnchor: 'start',
        lineAnchor: 'top',
        dx: narrow ? 5 : 9,
        dy: narrow ? 6 : 9,
        fontSize: narrow ? 9.5 : 12,
        lineWidth: narrow ? 5.4 : 20,
      }),
      text(cells, {
        x: 'f',
        y: 'r',
        text: ({ customers }) => counted(customers),
        fill: (cell) => `var(--on${level(cell)})`,
        fontSize: narrow ? 13 : 19,
        fontWeight: 700,
        dy: narrow ? 12 : 6,
      }),
      ...(narrow
        ? []
        : [
            text(cells, {
              x: 'f',
              y: 'r',
              text: ({ customers, revenue }) => (customers === 0 ? '' : `${percent(revenue, 1)} of revenue`),
              fill: (cell) => `var(--on${level(cell)})`,
              fontSize: 11,
              dy: 25,
            }),
          ]),
    ],
    style: { color: ink },
  });

  /** A segment whose cells fill a rectangle is one block; any other stands as single cells. */
  function blocksOf(all: RfmCell[]) {
    const names = [...new Set(all.map(({ segment }) => segment))];
    return names.flatMap((segment) => {
      const own = all.filter((cell) => cell.segment === segment);
      const block = boundsOf(own);
      const whole = (block.right - block.left) * (block.top - block.bottom) === own.length;
      return whole ? [block] : own.map((cell) => boundsOf([cell]));
    });
  }

  function boundsOf(own: RfmCell[]) {
    const [fs, rs] = [own.map(({ f }) => f), own.map(({ r }) => r)];
    const [left, top] = [Math.min(...fs) - 0.5, Math.max(...rs) + 0.5];
    const corner = own.find(({ f, r }) => f - 0.5 === left && r + 0.5 === top);
    return {
      segment: own[0]?.segment ?? '',
      left,
      right: Math.max(...fs) + 0.5,
      bottom: Math.min(...rs) - 0.5,
      top,
      ink: `var(--on${corner ? level(corner) : 0})`,
    };
  }
}
