import { reasonInWords } from '../core/send-reasons.ts';
import { instantText, weekday } from '../core/time.ts';
import type { CalendarPlan } from '../usecases/plan-calendar.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** As a person reads it: a table of days, then what stands in the way. */
export function showCalendar(plan: CalendarPlan): string {
  const table = plan.rows.map((row, index) => [
    row.day === plan.rows[index - 1]?.day ? '' : dayName(row.day),
    row.campaign,
    row.channel,
    `about ${counted(row.messages)}${row.error > 0 ? ` ± ${counted(row.error)}` : ''}`,
    row.estimated === 0 ? '' : `${counted(row.estimated)} of them to those who will enter by what they do`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    calendarTitle(plan),
    ...(lines.length > 0 ? lines : ['nothing goes out']),
    ...calendarNotes(plan).flatMap(({ title, lines: notes }) => ['', title, ...notes.map((note) => `  ${note}`)]),
  ].join('\n');
}

/** "What goes out from 2026-11-02 12:00 to 2026-11-16 12:00 Europe/London, by all 2,000 customers". */
export function calendarTitle({ from, until, zone, customers, sampled }: CalendarPlan): string {
  const by =
    sampled < customers
      ? `by a sample of ${counted(sampled)} of ${numberOf(customers, 'customer')}`
      : `by all ${numberOf(customers, 'customer')}`;
  return `what goes out from ${instantText(from, zone)} to ${instantText(until, zone)} ${zone}, ${by}`;
}

/** What a marketer should know of these days, each with a heading. */
export function calendarNotes(plan: CalendarPlan): { title: string; lines: string[] }[] {
  const about = (customers: number, error: number) => `about ${numberOf(customers, 'customer')}${error > 0 ? ` ± ${counted(error)}` : ''}`;
  const parts = [
    {
      title: 'over the caps',
      lines: plan.capped.map(
        ({ campaign, reason, customers, error }) => `${campaign}: ${reason === 'held' ? 'held' : 'dropped'} for ${about(customers, error)}`,
      ),
    },
    {
      title: 'not sent',
      lines: plan.notSent
        .filter(({ reason }) => reason !== 'no-edition')
        .map(({ campaign, reason, customers, error }) => `${campaign}: ${about(customers, error)}: ${reasonInWords(reason)} (${reason})`),
    },
    {
      title: 'editions that are not published',
      lines: plan.editions.map(
        ({ template, campaign, day, customers }) =>
          `${template} of ${campaign}, wanted on ${dayName(day)}: without it ${about(customers, 0)} get nothing`,
      ),
    },
    {
      title: 'blackouts: no marketing',
      lines: plan.blackouts.map(({ from, to }) => (from === to ? dayName(from) : `${dayName(from)} to ${dayName(to)}`)),
    },
    {
      title: 'begins and ends',
      lines: [
        ...plan.begins.map(({ day, campaign }) => `${campaign} begins on ${dayName(day)}`),
        ...plan.ends.map(({ day, campaign }) => `${campaign} ends with ${dayName(day)}`),
      ],
    },
    {
      title: 'paused: nothing of it goes out, and it is not in the table',
      lines: plan.paused.map(({ campaign, since }) => `${campaign}, since ${instantText(since, 'UTC')} UTC: rapport resume ${campaign}`),
    },
    {
      title: 'limits that were not counted with: less may go out',
      lines: plan.limited.map(({ campaign, by }) => `${campaign}: ${by.join(' and ')}`),
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** "Mon 2026-11-02". */
export function dayName(date: string): string {
  const noon = Date.parse(`${date}T12:00:00Z`);
  return `${weekdays[(weekday(noon, 'UTC') + 6) % 7]} ${date}`;
}
