import { axisX, cell, type PlotOptions, text } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { type Canvas, heat } from './picture.ts';

/** The messages of a row, such as a campaign, in a column, such as a day or a week. */
export interface Strip {
  row: string;
  column: string;
  messages: number;
  title: string;
}

/** A row for each campaign, a column for each time; the stronger, the more messages. Their number is written where there is room. */
export function stripPlot(
  strips: Strip[],
  { rows, columns, tick }: { rows: string[]; columns: string[]; tick: (column: string, narrow: boolean) => string },
): (canvas: Canvas) => PlotOptions {
  const most = Math.max(1, ...strips.map(({ messages }) => messages));
  const level = ({ messages }: Strip) => (messages === 0 ? 0 : Math.max(1, heat(messages / most)));
  const longest = Math.max(...rows.map((name) => name.length));
  return ({ narrow }) => ({
    height: rows.length * (narrow ? 34 : 28) + 40,
    marginLeft: narrow ? 2 : 20 + 6.5 * longest,
    marginRight: 2,
    marginTop: 28,
    marginBottom: 4,
    x: { domain: columns, padding: 0.06 },
    y: { domain: rows, padding: narrow ? 0.4 : 0.08, axis: null },
    color: { type: 'identity' },
    marks: [
      axisX({ anchor: 'top', tickSize: 0, label: null, tickFormat: (column: string) => tick(column, narrow) }),
      cell(strips, { x: 'column', y: 'row', fill: (one: Strip) => `var(--heat${level(one)})`, rx: 2, title: 'title' }),
      text(rows, {
        y: (name: string) => name,
        text: (name: string) => name,
        frameAnchor: 'left',
        textAnchor: narrow ? 'start' : 'end',
        dx: narrow ? 0 : -10,
        dy: narrow ? -17 : 0,
      }),
      ...(columns.length <= mostNumbers
        ? [
            text(
              strips.filter(({ messages }) => messages > 0),
              {
                x: 'column',
                y: 'row',
                text: ({ messages }: Strip) => (narrow ? shortly(messages) : counted(messages)),
                fill: (one: Strip) => `var(--on${level(one)})`,
                fontSize: narrow ? (hasRoom(columns, narrow) ? 9 : 8) : 11,
              },
            ),
          ]
        : []),
    ],
  });
}

/** So many numbers fit beside each other. */
const mostNumbers = 16;

/** "950", "1.2K", "25K": in no more letters than fit into a square on a phone. */
function shortly(messages: number): string {
  return messages.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: messages < 1000 ? 3 : 2 });
}

/** Whether the day fits above each column. */
function hasRoom(columns: readonly string[], narrow: boolean): boolean {
  return columns.length <= (narrow ? 8 : mostNumbers);
}

/** The month and day; where there are many days, of every seventh. */
export function dayTick(day: string, days: readonly string[], narrow: boolean): string {
  return hasRoom(days, narrow) || days.indexOf(day) % 7 === 0 ? day.slice(5) : '';
}

/** The month where it begins; where there are many weeks, of every third one. */
export function monthAt(week: string, weeks: readonly string[], few: number): string {
  const before = weeks[weeks.indexOf(week) - 1];
  if (before !== undefined && before.slice(0, 7) === week.slice(0, 7)) return '';
  const month = Number(week.slice(5, 7));
  if (weeks.length > few && month % 3 !== 1) return '';
  return new Date(`${week}T00:00:00Z`).toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' });
}
