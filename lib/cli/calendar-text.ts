import { type CalendarTotal, shortened } from '../core/calendar.ts';
import { moneyText } from '../core/money-text.ts';
import { reasonInWords } from '../core/send-reasons.ts';
import { instantText, weekday } from '../core/time.ts';
import type { CalendarPlan } from '../usecases/plan-calendar.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { wrapped } from './report-table.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** As a person reads it: the whole time, a table of days, then what stands in the way. */
export function showCalendar(plan: CalendarPlan): string {
  const totals = plan.totals.map((total) => [
    total.campaign,
    total.channel,
    `${mostText(plan, total)}${aboutText(total)}`,
    enteringText(total),
  ]);
  const days = plan.rows.map((row, index) => [
    row.day === plan.rows[index - 1]?.day ? '' : dayName(row.day),
    row.campaign,
    row.channel,
    aboutText(row),
    enteringText(row),
  ]);
  return [
    calendarTitle(plan),
    ...(totals.length > 0 ? ['', 'in all these days', ...aligned(totals)] : ['nothing goes out']),
    ...(totals.length > 0
      ? [
          '',
          'day by day',
          ...(days.length > 0 ? [...roundingNote(plan).flatMap((text) => wrapped(text, '  ')), ...aligned(days)] : [`  ${noDay}`]),
        ]
      : []),
    ...calendarNotes(plan).flatMap(({ title, lines: notes }) => ['', title, ...notes.map((note) => `  ${note}`)]),
    ...(hasErrors(plan) ? ['', ...wrapped(errorRule, '')] : []),
  ].join('\n');
}

const hasErrors = ({ totals, capped, notSent }: CalendarPlan) => [...totals, ...capped, ...notSent].some(({ error }) => error > 0);

/** What the text and the page say of errors. */
export const errorRule =
  '"±" is one standard error of how many will go out: in about two of three cases it is no further off, in 19 of 20 not twice as far. Of those who will enter by what they do it holds both that a short past tells only about how often they do, and the chance of the days to come; of all others only that a sample was played, if it was. That customers come to behave otherwise than lately is not in it.';
export const noDay = 'on no single day as much as half a message is to be expected';

/** What the text and the page say beside the days of a campaign that come to a tenth more or less than its whole time. */
export function roundingNote({ totals, rows }: CalendarPlan): string[] {
  const isOff = totals.some(({ campaign, channel, messages }) => {
    const days = rows.filter((row) => row.campaign === campaign && row.channel === channel).reduce((sum, row) => sum + row.messages, 0);
    return Math.abs(days - messages) >= Math.max(1, messages / 10);
  });
  return isOff ? ['Each day is rounded to whole messages, below half a one to none: the days do not add up to the whole time.'] : [];
}

function aligned(table: string[][]): string[] {
  const widths = table.reduce<number[]>((most, cells) => cells.map((cell, column) => Math.max(cell.length, most[column] ?? 0)), []);
  return table.map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

/** "about 3 ± 1.7", "less than 1". */
function aboutText({ messages, error }: CalendarTotal): string {
  return `${messages < 1 ? '' : 'about '}${roundText(messages)}${error > 0 ? ` ± ${errorText(error)}` : ''}`;
}

/** "at most ", where less may go out than is told: by limits that are not counted with, or since who waits for a lapse may yet order. */
export function mostText({ limited, atMost }: CalendarPlan, { campaign, messages }: CalendarTotal): string {
  const isMost = limited.some((one) => one.campaign === campaign) || atMost.includes(campaign);
  // What is less than one says so itself.
  return isMost && messages >= 1 ? 'at most ' : '';
}

/** Whole messages; of a part of one that it is no whole one. */
export function roundText(messages: number): string {
  return messages > 0 && messages < 1 ? 'less than 1' : counted(Math.round(messages));
}

export function errorText(error: number): string {
  return counted(shortened(error));
}

function enteringText({ messages, estimated }: CalendarTotal): string {
  if (estimated < 0.001) return '';
  const many = estimated > 0.999 * messages ? 'all' : roundText(estimated);
  return `${many} of them to those who will enter by what they do`;
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
  const about = (customers: number, error: number) =>
    `about ${numberOf(customers, 'customer')}${error > 0 ? ` ± ${errorText(error)}` : ''}`;
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
      title: 'the most that can be: counted as if nobody ordered in these days, since who orders does not lapse',
      lines: plan.atMost,
    },
    {
      title: 'limits that are not counted with: less may go out than stands above',
      lines: plan.limited.map((one) => `${one.campaign}: ${limitWords(one).join(' and ')}`),
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function limitWords({ budget, entriesPerDay }: CalendarPlan['limited'][number]): string[] {
  const money =
    budget && `a budget of ${moneyText(budget.amount, budget.currency)} ${budget.per === 'life' ? 'in all' : `each ${budget.per}`}`;
  return [
    ...(money ? [money] : []),
    ...(entriesPerDay === undefined ? [] : [`at most ${numberOf(entriesPerDay, 'customer')} may enter a day`]),
  ];
}

/** "Mon 2026-11-02". */
export function dayName(date: string): string {
  const noon = Date.parse(`${date}T12:00:00Z`);
  return `${weekdays[(weekday(noon, 'UTC') + 6) % 7]} ${date}`;
}
