import { axisX, axisY, cell, type PlotOptions } from '@observablehq/plot';
import { numberOf } from '../figure-text.ts';
import { monthAt } from './campaign-strips.ts';
import { type Canvas, heat } from './picture.ts';

/** The messages of one day, and how many of those who were simulated got any. */
export interface ContactDay {
  /** YYYY-MM-DD. */
  day: string;
  /** The Monday before it. */
  week: string;
  /** 0 = Monday. */
  weekday: number;
  messages: number;
  customers: number;
  /** Messages for each customer who was simulated. */
  each: number;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A calendar: weeks by weekdays, the stronger the more messages a customer gets on that day. On a phone weeks go downwards. */
export function calendarPlot(days: ContactDay[], weeks: string[]): (canvas: Canvas) => PlotOptions {
  const most = Math.max(Number.MIN_VALUE, ...days.map(({ each }) => each));
  return ({ narrow }) => {
    const downwards = narrow;
    const week = { domain: weeks, padding: 0.08 };
    const weekday = { domain: [0, 1, 2, 3, 4, 5, 6], padding: 0.08 };
    const names = (index: number) => weekdays[index] ?? '';
    const months = (monday: string) => monthAt(monday, weeks, 40);
    return {
      height: downwards ? weeks.length * 15 + 40 : 7 * 24 + 44,
      marginLeft: 40,
      marginRight: 2,
      marginTop: 28,
      marginBottom: 4,
      x: downwards ? weekday : week,
      y: downwards ? week : weekday,
      color: { type: 'identity' },
      marks: [
        axisX({ anchor: 'top', tickSize: 0, label: null, tickFormat: downwards ? names : months }),
        axisY({ tickSize: 0, label: null, tickFormat: downwards ? months : names }),
        cell(days, {
          x: downwards ? 'weekday' : 'week',
          y: downwards ? 'week' : 'weekday',
          fill: ({ each, messages }: ContactDay) => `var(--heat${messages === 0 ? 0 : Math.max(1, heat(each / most))})`,
          rx: 2,
          title: ({ day, messages, customers }: ContactDay) =>
            `${day}: ${numberOf(messages, 'message')} to ${numberOf(customers, 'customer')}`,
        }),
      ],
    };
  };
}
