import { html, type Markup, markup } from '../sandbox/inbox/html.ts';
import type { CalendarPlan } from '../usecases/plan-calendar.ts';
import { calendarNotes, calendarTitle, dayName } from './calendar-text.ts';
import { counted } from './counted.ts';
import { calendarPlot } from './plots/calendar-days.ts';
import { figure } from './plots/figure.ts';
import { pageStyle } from './plots/page-style.ts';

/** The calendar as one HTML file: no scripts, nothing loaded from anywhere. */
export function calendarPage(plan: CalendarPlan): string {
  const messages = plan.rows.reduce((sum, row) => sum + row.messages, 0);
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>What goes out</title>
<style>${markup(pageStyle)}</style></head>
<body><main>
<header><p class="over">The marketing calendar</p><h1>About ${counted(messages)} messages are on their way</h1><p class="lead">This is ${calendarTitle(plan)}. Who stands inside a campaign, has a date ahead or is wanted by a run was played forward; who will enter by what they do is estimated from the last four weeks.</p></header>
${plan.rows.length > 0 && picture(plan)}
${calendarNotes(plan).map(({ title, lines }) => html`<section><h2>${title[0]?.toUpperCase()}${title.slice(1)}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`)}
<footer class="note"><p>Days are those of ${plan.zone}. "±" is one standard error. Drawn by <code>rapport calendar</code>.</p></footer>
</main></body></html>`;
  return `<!doctype html>\n${page}\n`;
}

function picture({ rows }: CalendarPlan): Markup {
  const busiest = [...new Set(rows.map(({ day }) => day))]
    .map((day) => ({ day, messages: rows.filter((row) => row.day === day).reduce((sum, row) => sum + row.messages, 0) }))
    .reduce((most, one) => (one.messages > most.messages ? one : most));
  return figure({
    title: 'Messages by day and campaign',
    caption: 'The stronger the colour, the more messages.',
    description: `The busiest day is ${dayName(busiest.day)} with about ${counted(busiest.messages)} messages.`,
    draw: calendarPlot(rows),
    full: true,
    data: {
      head: ['day', 'campaign', 'by', 'about', '±', 'of them estimated'],
      rows: rows.map(({ day, campaign, channel, messages, error, estimated }) => [
        dayName(day),
        campaign,
        channel,
        counted(messages),
        counted(error),
        counted(estimated),
      ]),
    },
  });
}
