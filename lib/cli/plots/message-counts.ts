import { axisX, axisY, barY, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { amber, type Canvas, green } from './picture.ts';

/** A phone has room for the names of so many bars. */
const mostNames = 12;

const marginRight = 20;
/** Between two bars, as a part of what a bar and a gap take. */
const padding = 0.15;

/** How many customers got so many messages, "20+" the most; `cap` is the most that the settings allow of marketing. */
export function countPlot(counts: { messages: string; customers: number }[], cap?: number): (canvas: Canvas) => PlotOptions {
  return ({ narrow, width }) => {
    const marginLeft = narrow ? 44 : 56;
    // From the middle of a bar to the middle of the gap behind it.
    const behind = (width - marginLeft - marginRight) / (counts.length + padding) / 2;
    // Names of two digits take the width of two bars on a phone.
    const every = narrow && counts.length > mostNames ? 5 : 1;
    return {
      height: narrow ? 220 : 260,
      marginLeft,
      marginRight,
      marginTop: 22,
      marginBottom: 32,
      x: { domain: counts.map(({ messages }) => messages), padding },
      y: { domain: [0, Math.max(1, ...counts.map(({ customers }) => customers))] },
      marks: [
        axisX({
          tickSize: 0,
          label: 'messages',
          labelArrow: 'none',
          tickFormat: (messages: string, index: number) => (index % every === 0 ? messages : ''),
        }),
        axisY({
          tickSize: 0,
          label: 'customers',
          labelArrow: 'none',
          ticks: 4,
          tickFormat: (n: number) => (Number.isInteger(n) ? counted(n) : ''),
        }),
        barY(counts, { x: 'messages', y: 'customers', fill: green, rx: 2 }),
        ...(cap === undefined || !counts.some(({ messages }) => messages === String(cap))
          ? []
          : [
              ruleX([String(cap)], { stroke: amber, strokeWidth: 2, strokeDasharray: '4 3', dx: behind }),
              text([String(cap)], {
                x: (name: string) => name,
                frameAnchor: 'top',
                dy: -14,
                dx: behind,
                text: () => 'cap',
                fill: amber,
              }),
            ]),
        ...(counts.length > (narrow ? 8 : 14)
          ? []
          : [text(counts, { x: 'messages', y: 'customers', text: ({ customers }) => counted(customers), dy: -8 })]),
      ],
    };
  };
}
