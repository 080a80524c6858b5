import { axisX, axisY, cell, type PlotOptions, text } from '@observablehq/plot';
import type { Cohort } from '../../core/scoring/cohorts.ts';
import { counted } from '../counted.ts';
import { monthText, numberOf, percent } from '../figure-text.ts';
import { type Canvas, quiet } from './picture.ts';

/** Which share of those who began in a month came back in each month after it. */
export function cohortPlot(cohorts: Cohort[]): (canvas: Canvas) => PlotOptions {
  const cells = cohorts.flatMap(({ month, boughtAgain }) =>
    boughtAgain.slice(1).map((share, index) => ({ month, after: index + 1, share })),
  );
  const most = Math.max(0.01, ...cells.map(({ share }) => share));
  const last = Math.max(1, ...cells.map(({ after }) => after));
  const level = ({ share }: { share: number }) => Math.min(6, Math.round((share / most) * 6));
  return ({ narrow }) => ({
    height: cohorts.length * (narrow ? 20 : 28) + 60,
    marginLeft: narrow ? 62 : 118,
    marginRight: 2,
    marginTop: 34,
    marginBottom: 6,
    x: { domain: Array.from({ length: last }, (_, index) => index + 1), padding: 0.04 },
    y: { domain: cohorts.map(({ month }) => month), padding: 0.04 },
    color: { type: 'identity' },
    marks: [
      axisX({
        anchor: 'top',
        tickSize: 0,
        label: 'months after the first order →',
        labelArrow: 'none',
        tickFormat: (after: number) => (last > (narrow ? 12 : 24) && after % 3 !== 0 ? '' : String(after)),
      }),
      axisY({ tickFormat: () => '', tickSize: 0, label: null }),
      cell(cells, {
        x: 'after',
        y: 'month',
        fill: (one) => `var(--heat${level(one)})`,
        rx: 2,
        title: ({ month, after, share }) => `began ${monthText(month)}: ${percent(share, 1)} bought ${numberOf(after, 'month')} later`,
      }),
      text(cohorts, {
        y: 'month',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: narrow ? -6 : -52,
        text: ({ month }) => monthText(month),
      }),
      ...(narrow
        ? []
        : [
            text(cohorts, {
              y: 'month',
              frameAnchor: 'left',
              textAnchor: 'end',
              dx: -8,
              fill: quiet,
              text: ({ customers }) => counted(customers),
            }),
          ]),
      ...(last > (narrow ? 9 : 18)
        ? []
        : [
            text(cells, {
              x: 'after',
              y: 'month',
              text: ({ share }) => percent(share).replace('%', narrow ? '' : '%'),
              fill: (one) => `var(--on${level(one)})`,
              fontSize: 11,
            }),
          ]),
    ],
  });
}
