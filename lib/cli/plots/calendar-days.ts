import { axisX, axisY, cell, type PlotOptions, text } from '@observablehq/plot';
import type { CalendarRow } from '../../core/calendar.ts';
import { counted } from '../counted.ts';
import type { Canvas } from './picture.ts';

/** How much goes out on each day, a row for each campaign and channel. */
export function calendarPlot(rows: CalendarRow[]): (canvas: Canvas) => PlotOptions {
  const nameOf = ({ campaign, channel }: CalendarRow) => `${campaign} · ${channel}`;
  const names = [...new Set(rows.map(nameOf))].sort();
  const days = [...new Set(rows.map(({ day }) => day))].sort();
  const most = Math.max(1, ...rows.map(({ messages }) => messages));
  const level = ({ messages }: CalendarRow) => Math.min(6, Math.ceil((Math.sqrt(messages) / Math.sqrt(most)) * 6));
  return ({ narrow }) => ({
    height: names.length * (narrow ? 34 : 30) + 60,
    marginLeft: narrow ? 8 : 190,
    marginRight: 2,
    marginTop: 34,
    marginBottom: 6,
    x: { domain: days, padding: 0.05 },
    y: { domain: names, padding: narrow ? 0.45 : 0.08 },
    color: { type: 'identity' },
    marks: [
      axisX({
        anchor: 'top',
        tickSize: 0,
        label: null,
        tickFormat: (day: string) => (days.length > (narrow ? 8 : 16) && days.indexOf(day) % 7 !== 0 ? '' : day.slice(5)),
      }),
      axisY({ tickFormat: narrow ? () => '' : (name: string) => name, tickSize: 0, label: null }),
      cell(rows, {
        x: 'day',
        y: nameOf,
        fill: (one) => `var(--heat${level(one)})`,
        rx: 2,
        title: (one) => `${one.day}, ${nameOf(one)}: about ${counted(one.messages)}`,
      }),
      ...(narrow
        ? [
            text(names, {
              y: (name: string) => name,
              frameAnchor: 'left',
              textAnchor: 'start',
              dy: -16,
              fontSize: 11,
              text: (name: string) => name,
            }),
          ]
        : []),
      ...(days.length > (narrow ? 8 : 16)
        ? []
        : [
            text(rows, {
              x: 'day',
              y: nameOf,
              text: ({ messages }) => counted(messages),
              fill: (one) => `var(--on${level(one)})`,
              fontSize: narrow ? 9 : 11,
            }),
          ]),
    ],
  });
}
