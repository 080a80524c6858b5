import { axisX, cell, type PlotOptions, text } from '@observablehq/plot';
import { counted } from '../counted.ts';
import { type Canvas, heat } from './picture.ts';

/** The messages of a campaign in one week. */
export interface WeekCount {
  campaign: string;
  /** The Monday, YYYY-MM-DD. */
  week: string;
  messages: number;
}

/** A row for each campaign, a column for each week; the stronger, the more messages. */
export function weekPlot(
  counts: WeekCount[],
  { campaigns, weeks }: { campaigns: string[]; weeks: string[] },
): (canvas: Canvas) => PlotOptions {
  const most = Math.max(1, ...counts.map(({ messages }) => messages));
  return ({ narrow }) => ({
    height: campaigns.length * (narrow ? 34 : 26) + 40,
    marginLeft: narrow ? 2 : 150,
    marginRight: 2,
    marginTop: 28,
    marginBottom: 4,
    x: { domain: weeks, padding: 0.06 },
    y: { domain: campaigns, padding: narrow ? 0.4 : 0.08, axis: null },
    color: { type: 'identity' },
    marks: [
      axisX({ anchor: 'top', tickSize: 0, label: null, tickFormat: (week: string) => monthAt(week, weeks, narrow ? 12 : 26) }),
      cell(counts, {
        x: 'week',
        y: 'campaign',
        fill: ({ messages }: WeekCount) => `var(--heat${messages === 0 ? 0 : Math.max(1, heat(messages / most))})`,
        rx: 2,
        title: ({ campaign, week, messages }: WeekCount) => `${campaign}, week of ${week}: ${counted(messages)} messages`,
      }),
      text(campaigns, {
        y: (name: string) => name,
        text: (name: string) => name,
        frameAnchor: 'left',
        textAnchor: narrow ? 'start' : 'end',
        dx: narrow ? 0 : -10,
        dy: narrow ? -17 : 0,
      }),
    ],
  });
}

/** The month where it begins; where there are many weeks, of every third one. */
export function monthAt(week: string, weeks: readonly string[], few: number): string {
  const before = weeks[weeks.indexOf(week) - 1];
  if (before !== undefined && before.slice(0, 7) === week.slice(0, 7)) return '';
  const month = Number(week.slice(5, 7));
  if (weeks.length > few && month % 3 !== 1) return '';
  return new Date(`${week}T00:00:00Z`).toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' });
}
