import { type CalendarTotal, daysOf } from '../core/calendar.ts';
import { html, type Markup, markup } from '../sandbox/inbox/html.ts';
import type { CalendarPlan } from '../usecases/plan-calendar.ts';
import { calendarNotes, calendarTitle, dayName, errorRule, errorText, mostText, noDay, roundingNote, roundText } from './calendar-text.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { dayTick, stripPlot } from './plots/campaign-strips.ts';
import { figure, table } from './plots/figure.ts';
import { pageStyle } from './plots/page-style.ts';

/** The calendar as one HTML file: no scripts, nothing loaded from anywhere. */
export function calendarPage(plan: CalendarPlan): string {
  const messages = plan.totals.reduce((sum, total) => sum + total.messages, 0);
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>What goes out</title>
<style>${markup(pageStyle)}</style></head>
<body><main>
<header><p class="over">The marketing calendar</p><h1>${heading(messages, plan)}</h1><p class="lead">This is ${calendarTitle(plan)}. Who stands inside a campaign, has a date ahead or is wanted by a run was played forward; who will enter by what they do is estimated from the last four weeks.</p></header>
${plan.totals.length > 0 && totals(plan)}
${plan.rows.length > 0 && html`<div class="gap">${picture(plan)}</div>`}
${calendarNotes(plan).map(({ title, lines }) => html`<section><h2>${title[0]?.toUpperCase()}${title.slice(1)}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`)}
<footer class="note"><p>Days are those of ${plan.zone}. ${errorRule} Drawn by <code>rapport calendar</code>.</p></footer>
</main></body></html>`;
  return `<!doctype html>\n${page}\n`;
}

function heading(messages: number, plan: CalendarPlan): string {
  if (messages === 0) return 'Nothing goes out';
  if (messages < 1) return 'Less than one message is to be expected';
  const about = plan.totals.some((total) => mostText(plan, total)) ? 'At most about' : 'About';
  return `${about} ${Math.round(messages) === 1 ? '1 message is on its way' : `${roundText(messages)} messages are on their way`}`;
}

const nameOf = ({ campaign, channel }: CalendarTotal) => `${campaign} · ${channel}`;

/** A small shop has few messages on any day, and some in all. */
function totals(plan: CalendarPlan): Markup {
  const { totals: all, rows } = plan;
  const cells = all.map((one) => [
    nameOf(one),
    `${mostText(plan, one)}${roundText(one.messages)}`,
    errorText(one.error),
    roundText(one.estimated),
  ]);
  return html`<section><h2>In all these days</h2><p>${rows.length > 0 ? 'The whole time, also what comes to less than one message a day.' : `The whole time: ${noDay}.`}</p>
<div class="card">${table(['campaign', 'about', '±', 'of them estimated'], cells)}</div></section>`;
}

function picture(plan: CalendarPlan): Markup {
  const { rows, zone, from, until } = plan;
  const days = daysOf({ zone, now: from, until }).map(({ date }) => date);
  const strips = rows.map((row) => ({
    row: nameOf(row),
    column: row.day,
    messages: row.messages,
    title: `${row.day}, ${nameOf(row)}: about ${counted(row.messages)}`,
  }));
  const busiest = [...new Set(rows.map(({ day }) => day))]
    .map((day) => ({ day, messages: rows.filter((row) => row.day === day).reduce((sum, row) => sum + row.messages, 0) }))
    .reduce((most, one) => (one.messages > most.messages ? one : most));
  return figure({
    title: 'Messages by day and campaign',
    caption: ['The stronger the colour, the more messages.', ...roundingNote(plan)].join(' '),
    description: `The busiest day is ${dayName(busiest.day)} with about ${numberOf(busiest.messages, 'message')}.`,
    draw: stripPlot(strips, {
      rows: [...new Set(strips.map(({ row }) => row))].sort(),
      columns: days,
      tick: (day, narrow) => dayTick(day, days, narrow),
    }),
    full: true,
    data: {
      head: ['day', 'campaign', 'by', 'about', '±', 'of them estimated'],
      rows: rows.map(({ day, campaign, channel, messages, error, estimated }) => [
        dayName(day),
        campaign,
        channel,
        counted(messages),
        errorText(error),
        counted(estimated),
      ]),
    },
  });
}
