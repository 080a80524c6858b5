import type { Channel } from './enrollment/enrollment.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import type { Told } from './rehearsal/life.ts';
import { addToDate, day, type Instant, localDate, startOfDay } from './time.ts';

/** The days that are planned, in the zone of the first brand, and the campaigns in force. */
export interface CalendarScope {
  campaigns: ReadonlyMap<string, LiveCampaign>;
  zone: string;
  now: Instant;
  until: Instant;
  /** From how long a past the entries to come are estimated. */
  past: number;
}

/** A message that went out to a customer before, and how long after she had entered by what she did. */
export interface PastMessage {
  campaign: string;
  channel: Channel;
  at: Instant;
  age: number;
}

/** A sum over customers, and the sum of the squares of what each of them adds: she is what varies, not one message or one day of hers. */
type Sums = [sum: number, squares: number];

/** What was counted of some customers. Additive. Names of cells: "day campaign channel", and "all campaign channel" for the whole time. */
export interface CalendarTally {
  customers: number;
  /** Of those who are known to be on their way to it: messages. */
  planned: Map<string, Sums>;
  /** Of those who will enter by what they do: messages to be expected. */
  expected: Map<string, Sums>;
  /** "campaign reason": customers with a message that the caps held or dropped, or that is not sent for another reason. */
  capped: Map<string, number>;
  notSent: Map<string, number>;
  /** "template": customers who would have got an edition that is not published. */
  editions: Map<string, { campaign: string; day: string; customers: number }>;
}

export function emptyCalendar(): CalendarTally {
  return { customers: 0, planned: new Map(), expected: new Map(), capped: new Map(), notSent: new Map(), editions: new Map() };
}

/** Adds one customer: what is told of her next days, and the messages that she got by what she did. */
export function addCustomer(tally: CalendarTally, { told, past }: { told: Told[]; past: PastMessage[] }, scope: CalendarScope): void {
  tally.customers += 1;
  const planned = new Map<string, number>();
  const reasons = new Set<string>();
  for (const one of told) {
    if (one.what === 'sent') addMessage(planned, one, { date: localDate(one.at, scope.zone), share: 1 });
    if (one.what === 'held' && isCap(one.reason)) reasons.add(`capped ${one.campaign} held`);
    if (one.what === 'dropped' && one.reason === 'no-edition') addEdition(tally, one, scope);
    if (one.what === 'dropped')
      reasons.add(`${isCap(one.reason) ? 'capped' : 'notSent'} ${one.campaign} ${isCap(one.reason) ? 'dropped' : one.reason}`);
  }
  for (const name of reasons) addTo(name.startsWith('capped ') ? tally.capped : tally.notSent, name.slice(name.indexOf(' ') + 1), 1);
  addSums(tally.planned, planned);
  addSums(tally.expected, expectedOf(past, scope));
}

function addTo(to: Map<string, number>, name: string, value: number): void {
  to.set(name, (to.get(name) ?? 0) + value);
}

/** The name of the whole time, where a day stands. */
const whole = 'all';

function addMessage(
  to: Map<string, number>,
  { campaign, channel }: { campaign: string; channel: Channel },
  { date, share }: { date: string; share: number },
): void {
  for (const when of [date, whole]) addTo(to, `${when} ${campaign} ${channel}`, share);
}

function addSums(to: Map<string, Sums>, hers: ReadonlyMap<string, number>): void {
  for (const [name, value] of hers) {
    const [sum, squares] = to.get(name) ?? [0, 0];
    to.set(name, [sum + value, squares + value * value]);
  }
}

function isCap(reason: string): boolean {
  return reason === 'capped' || reason === 'outranked';
}

function addEdition(
  { editions }: CalendarTally,
  { template, campaign, at }: Extract<Told, { what: 'dropped' }>,
  { zone }: CalendarScope,
): void {
  const known = editions.get(template);
  const on = localDate(at, zone);
  editions.set(template, { campaign, day: known && known.day < on ? known.day : on, customers: (known?.customers ?? 0) + 1 });
}

/** Those who enter as often as they did in the past get it as long after: on each day from then on its share of one message. */
function expectedOf(messages: PastMessage[], { zone, now, until, past }: CalendarScope): Map<string, number> {
  const expected = new Map<string, number>();
  const days = messages.length === 0 ? [] : daysOf({ zone, now, until });
  for (const message of messages)
    for (const { date, from, to } of days) {
      const share = Math.max(0, to - Math.max(from, now + message.age)) / past;
      if (share > 0) addMessage(expected, message, { date, share });
    }
  return expected;
}

/** The local days between two instants, the first and the last cut. */
export function daysOf({
  zone,
  now,
  until,
}: Pick<CalendarScope, 'zone' | 'now' | 'until'>): { date: string; from: Instant; to: Instant }[] {
  const days: { date: string; from: Instant; to: Instant }[] = [];
  for (let date = localDate(now, zone); ; ) {
    const next = addToDate(date, { months: 0, days: 1, ms: 0 });
    const [from, to] = [Math.max(now, startOfDay(date, zone)), Math.min(until, startOfDay(next, zone))];
    if (from >= until) return days;
    days.push({ date, from, to });
    date = next;
  }
}

/** What goes out of one campaign on one day by one channel. */
export interface CalendarRow {
  day: string;
  campaign: string;
  channel: Channel;
  messages: number;
  /** Of them to those who are not inside yet and will enter by what they do, as often as lately. */
  estimated: number;
  /** One standard error of how many will go out, about `messages`: by the past and the sample, and by the chance of the days to come. */
  error: number;
}

/** What goes out of one campaign in the whole time by one channel: not rounded, since a small shop has less than one a day. */
export type CalendarTotal = Omit<CalendarRow, 'day'>;

export interface Concerned {
  campaign: string;
  reason: string;
  customers: number;
  /** One standard error, by the sample. */
  error: number;
}

export interface CalendarCounts {
  totals: CalendarTotal[];
  /** Days on which it is not as little as none. */
  rows: CalendarRow[];
  capped: Concerned[];
  notSent: Concerned[];
  editions: { template: string; campaign: string; day: string; customers: number }[];
}

/**
 * The figures of everybody, `population` customers, of whom those of the tally are a sample; `open` is what is known of all of them
 * beside. How often customers enter is told by a past that was itself chance, so its variance is its own square (Poisson); about that
 * rate the days to come scatter by their expected count (Poisson again). Of what is planned only the sample is chance.
 */
export function calendarCounts(tally: CalendarTally, population: number, open: CalendarRow[] = []): CalendarCounts {
  const { customers } = tally;
  const scale = customers === 0 ? 0 : population / customers;
  const variance = ([sum, squares]: Sums) =>
    scale * scale * Math.max(0, squares - (sum * sum) / Math.max(1, customers)) * Math.max(0, 1 - 1 / scale);
  const names = [...new Set([...tally.planned.keys(), ...tally.expected.keys()])].sort();
  const cells = names.map((name): CalendarRow => {
    const [on = '', campaign = '', channel] = name.split(' ');
    const planned = tally.planned.get(name) ?? [0, 0];
    const [sum, squares] = tally.expected.get(name) ?? [0, 0];
    const by = channel === 'sms' ? ('sms' as const) : ('email' as const);
    const counted = { messages: scale * (planned[0] + sum), estimated: scale * sum };
    return { day: on, campaign, channel: by, ...counted, error: Math.sqrt(variance(planned) + scale * scale * squares + scale * sum) };
  });
  const known = open.flatMap((row) => [row, { ...row, day: whole }]);
  const rows = added([...cells, ...known]);
  const concerned = (of: Map<string, number>) =>
    [...of]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]): Concerned => {
        const [campaign = '', reason = ''] = name.split(' ');
        return { campaign, reason, customers: Math.round(scale * count), error: shortened(Math.sqrt(variance([count, count]))) };
      });
  return {
    totals: rows.flatMap(({ day: on, ...row }) => (on === whole ? [fine(row)] : [])),
    rows: rows.filter(({ day: on, messages }) => on !== whole && messages >= 0.5).map(rounded),
    capped: concerned(tally.capped),
    notSent: concerned(tally.notSent),
    editions: [...tally.editions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([template, one]) => ({ template, ...one, customers: Math.round(scale * one.customers) })),
  };
}

/** Those of one name together, in order of their names. */
function added(rows: CalendarRow[]): CalendarRow[] {
  const cells = new Map<string, CalendarRow>();
  for (const row of rows) {
    const name = `${row.day} ${row.campaign} ${row.channel}`;
    const before = cells.get(name);
    const messages = row.messages + (before?.messages ?? 0);
    const estimated = row.estimated + (before?.estimated ?? 0);
    cells.set(name, { ...row, messages, estimated, error: Math.hypot(row.error, before?.error ?? 0) });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function rounded(row: CalendarRow): CalendarRow {
  return { ...row, messages: Math.round(row.messages), estimated: Math.round(row.estimated), error: shortened(row.error) };
}

/** Of a few messages a tenth of one still tells something. */
export function shortened(error: number): number {
  return error < 10 ? Math.round(error * 10) / 10 : Math.round(error);
}

/** To a thousandth. */
function fine(total: CalendarTotal): CalendarTotal {
  const cut = (value: number) => Math.round(value * 1000) / 1000;
  return { ...total, messages: cut(total.messages), estimated: cut(total.estimated), error: cut(total.error) };
}

/** So long a past tells how often customers enter by what they do. */
export const lookedBack = 28 * day;
