import { day } from '../../core/time.ts';
import { html, type Markup } from '../../sandbox/inbox/html.ts';
import { counted } from '../counted.ts';
import { isoDay, numberOf } from '../figure-text.ts';
import { monthAt, stripPlot } from '../plots/campaign-strips.ts';
import { type ContactDay, calendarPlot } from '../plots/contact-calendar.ts';
import { type DayCount, dayPlot } from '../plots/day-bars.ts';
import { figure } from '../plots/figure.ts';
import { countPlot } from '../plots/message-counts.ts';
import { busiestDay, histogramOf, type SimulationReport } from './report.ts';

/** More days than this are drawn week by week. */
const mostDays = 120;

/** When customers enter and when messages go out. */
export function timeSection({ tally, from, until }: SimulationReport): Markup {
  const all = daysBetween(from, until);
  const weekly = all.length > mostDays;
  const counts = new Map<string, DayCount>();
  for (const on of all) {
    const point = weekly ? mondayOf(on) : on;
    const before = counts.get(point) ?? { day: point, entered: 0, messages: 0 };
    const today = Object.values(tally.days[on] ?? {});
    const entered = before.entered + today.reduce((sum, one) => sum + one.entered, 0);
    counts.set(point, { day: point, entered, messages: before.messages + today.reduce((sum, { email, sms }) => sum + email + sms, 0) });
  }
  const points = [...counts.values()];
  const weeks = [...new Set(all.map(mondayOf))];
  const senders = Object.entries(tally.campaigns)
    .filter(([, { sent }]) => sent.email + sent.sms > 0)
    .map(([id]) => id);
  const perWeek = new Map<string, number>();
  for (const on of all)
    for (const [campaign, { email, sms }] of Object.entries(tally.days[on] ?? {})) {
      const name = `${campaign} ${mondayOf(on)}`;
      perWeek.set(name, (perWeek.get(name) ?? 0) + email + sms);
    }
  const strips = senders.flatMap((row) =>
    weeks.map((column) => {
      const messages = perWeek.get(`${row} ${column}`) ?? 0;
      return { row, column, messages, title: `${row}, week of ${column}: ${numberOf(messages, 'message')}` };
    }),
  );
  const busiest = busiestDay(tally);
  return html`<section aria-labelledby="when"><h2 id="when">When it happens</h2>
<p>A customer enters once for each time she comes into a campaign; a message may follow at once, days later, or never.</p>
${figure({
  title: `Enrollments and messages, ${weekly ? 'week by week' : 'day by day'}`,
  caption: html`<span class="key"></span>messages <span class="key amber"></span>enrollments`,
  description: busiest
    ? `The busiest day is ${busiest.day}, with ${numberOf(busiest.messages, 'message')} to ${numberOf(busiest.customers, 'customer')}.`
    : 'Nothing was sent.',
  draw: dayPlot(points),
  full: true,
  data: {
    head: [weekly ? 'week of' : 'day', 'entered', 'messages'],
    rows: points.map((one) => [one.day, counted(one.entered), counted(one.messages)]),
  },
})}
${
  senders.length > 0 &&
  html`<div class="gap">${figure({
    title: 'Messages of each campaign, by week',
    caption: 'The stronger the colour, the more messages went out in that week.',
    description: `${numberOf(senders.length, 'campaign')} sent something in ${numberOf(weeks.length, 'week')}.`,
    draw: stripPlot(strips, { rows: senders, columns: weeks, tick: (week, narrow) => monthAt(week, weeks, narrow ? 12 : 26) }),
    full: true,
  })}</div>`
}</section>`;
}

/** How often customers are written to. */
export function whoSection({ tally, from, until, caps }: SimulationReport): Markup {
  const days = daysBetween(from, until).map((on): ContactDay => {
    const { messages, customers } = tally.contacts[on] ?? { messages: 0, customers: 0 };
    return { day: on, week: mondayOf(on), weekday: weekdayOf(on), messages, customers, each: messages / Math.max(1, tally.customers) };
  });
  const weeks = [...new Set(days.map(({ week }) => week))];
  const most = days.reduce((best, one) => Math.max(best, one.each), 0);
  const inAll = histogramOf(tally.perCustomer);
  const inWeek = histogramOf(tally.mostPerWeek);
  const none = inAll[0]?.customers ?? 0;
  const idle = days.filter(({ messages }) => messages === 0).length;
  const weekly = caps.find(({ per, of }) => per === '7 days' && of.includes('marketing'));
  return html`<section aria-labelledby="who"><h2 id="who">How often she hears from you</h2>
<p>All campaigns together, messages of service included.</p>
${figure({
  title: 'Messages per customer, day by day',
  caption: 'Each square is a day; the stronger the colour, the more messages an average customer gets on it.',
  description: `On the strongest day a customer gets ${most.toFixed(2)} messages on average; ${idle === 0 ? 'each day somebody gets one' : `on ${numberOf(idle, 'day')} nobody gets any`}.`,
  draw: calendarPlot(days, weeks),
  full: true,
})}
<div class="pair gap">
${figure({
  title: 'The most that she gets in any seven days',
  caption: 'How many customers have so many messages in their fullest week.',
  description: weekly
    ? `The settings allow ${numberOf(weekly.atMost, 'marketing message')} in 7 days; service messages come on top.`
    : 'The settings cap nothing by the week.',
  draw: countPlot(inWeek, weekly?.atMost),
  data: { head: ['messages', 'customers'], rows: inWeek.map(({ messages, customers }) => [messages, counted(customers)]) },
})}
${figure({
  title: 'How many she gets in all',
  caption: 'How many customers get so many messages in the whole time.',
  description: `${numberOf(none, 'customer')} ${none === 1 ? 'gets' : 'get'} none.`,
  draw: countPlot(inAll),
  data: { head: ['messages', 'customers'], rows: inAll.map(({ messages, customers }) => [messages, counted(customers)]) },
})}
</div></section>`;
}

function daysBetween(from: number, until: number): string[] {
  const [first, last] = [Math.floor(from / day), Math.floor((until - 1) / day)];
  return Array.from({ length: last - first + 1 }, (_, index) => isoDay(first + index));
}

/** 0 = Monday. */
function weekdayOf(on: string): number {
  return (new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function mondayOf(on: string): string {
  return isoDay(Date.parse(`${on}T00:00:00Z`) / day - weekdayOf(on));
}
