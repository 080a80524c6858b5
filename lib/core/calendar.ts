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

/** What was counted of some customers. Additive. Names of cells: "day campaign channel". */
export interface CalendarTally {
  customers: number;
  /** Of those who are known to be on their way to it: messages. */
  planned: Map<string, number>;
  /** Of those who will enter by what they do: messages to be expected, and the sum of their squares. */
  expected: Map<string, [sum: number, squares: number]>;
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
  const add = (to: Map<string, number>, name: string) => to.set(name, (to.get(name) ?? 0) + 1);
  const reasons = new Set<string>();
  for (const one of told) {
    if (one.what === 'sent') add(tally.planned, `${localDate(one.at, scope.zone)} ${one.campaign} ${one.channel}`);
    if (one.what === 'held' && isCap(one.reason)) reasons.add(`capped ${one.campaign} held`);
    if (one.what === 'dropped' && one.reason === 'no-edition') addEdition(tally, one, scope);
    if (one.what === 'dropped')
      reasons.add(`${isCap(one.reason) ? 'capped' : 'notSent'} ${one.campaign} ${isCap(one.reason) ? 'dropped' : one.reason}`);
  }
  for (const name of reasons) add(name.startsWith('capped ') ? tally.capped : tally.notSent, name.slice(name.indexOf(' ') + 1));
  for (const message of past) expect(tally, message, scope);
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
function expect({ expected }: CalendarTally, { campaign, channel, age }: PastMessage, { zone, now, until, past }: CalendarScope): void {
  for (const { date, from, to } of daysOf({ zone, now, until })) {
    const share = Math.max(0, to - Math.max(from, now + age)) / past;
    if (share === 0) continue;
    const name = `${date} ${campaign} ${channel}`;
    const [sum, squares] = expected.get(name) ?? [0, 0];
    expected.set(name, [sum + share, squares + share * share]);
  }
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
  /** Standard error of `messages`, by the sample and by the past. */
  error: number;
}

export interface Concerned {
  campaign: string;
  reason: string;
  customers: number;
  error: number;
}

export interface CalendarCounts {
  rows: CalendarRow[];
  capped: Concerned[];
  notSent: Concerned[];
  editions: { template: string; campaign: string; day: string; customers: number }[];
}

/** The figures of everybody, `population` customers, of whom those of the tally are a sample. */
export function calendarCounts(tally: CalendarTally, population: number): CalendarCounts {
  const { customers } = tally;
  const scale = customers === 0 ? 0 : population / customers;
  const variance = (count: number) => scale * scale * count * Math.max(0, 1 - count / customers) * Math.max(0, 1 - 1 / scale);
  const error = (squared: number) => Math.round(Math.sqrt(Math.max(0, squared)));
  const names = [...new Set([...tally.planned.keys(), ...tally.expected.keys()])].sort();
  const rows = names.map((name): CalendarRow => {
    const [on = '', campaign = '', channel] = name.split(' ');
    const planned = tally.planned.get(name) ?? 0;
    const [sum, squares] = tally.expected.get(name) ?? [0, 0];
    const by = channel === 'sms' ? ('sms' as const) : ('email' as const);
    const counted = { messages: Math.round(scale * (planned + sum)), estimated: Math.round(scale * sum) };
    return { day: on, campaign, channel: by, ...counted, error: error(variance(planned) + scale * scale * squares) };
  });
  const concerned = (of: Map<string, number>) =>
    [...of]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]): Concerned => {
        const [campaign = '', reason = ''] = name.split(' ');
        return { campaign, reason, customers: Math.round(scale * count), error: error(variance(count)) };
      });
  return {
    rows: rows.filter(({ messages }) => messages > 0),
    capped: concerned(tally.capped),
    notSent: concerned(tally.notSent),
    editions: [...tally.editions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([template, one]) => ({ template, ...one, customers: Math.round(scale * one.customers) })),
  };
}

/** So long a past tells how often customers enter by what they do. */
export const lookedBack = 28 * day;
