import type { CalendarScope } from './calendar.ts';
import type { Settings } from './definition/settings.ts';
import type { LimitRules, LiveCampaign } from './enrollment/program.ts';
import type { StandingOrders } from './standing-orders.ts';
import { type Instant, localDate } from './time.ts';

/** What stands in the calendar beside messages. Days are YYYY-MM-DD, local. */
export interface CalendarDates {
  blackouts: { from: string; to: string }[];
  /** The first day of a campaign, and its last. */
  begins: { day: string; campaign: string }[];
  ends: { day: string; campaign: string }[];
  paused: { campaign: string; since: Instant }[];
  /** Of campaigns that send something: limits that are not counted with, which may let out less than is told. */
  limited: ({ campaign: string } & Partial<LimitRules>)[];
  /** Campaigns by lapse that send something: counted as if nobody ordered in these days, so that they are the most that can be. */
  atMost: string[];
}

/** Blackouts, first and last days between two instants, and what is paused. `sending`: campaigns with a message in these days. */
export function calendarDates(
  {
    live,
    settings,
    orders,
    sending,
  }: { live: LiveCampaign[]; settings: Settings; orders(campaign: string): StandingOrders; sending: ReadonlySet<string> },
  { zone, now, until }: CalendarScope,
): CalendarDates {
  const [first, last] = [localDate(now, zone), localDate(until - 1, zone)];
  const within = (date: string | undefined): date is string => date !== undefined && date >= first && date <= last;
  const on = (name: 'starts' | 'ends') =>
    live
      .flatMap(({ id, definition }) => (within(definition[name]) ? [{ day: definition[name], campaign: id }] : []))
      .sort((a, b) => (a.day < b.day ? -1 : 1));
  return {
    blackouts: settings.blackouts.filter(({ from, to }) => from <= last && to >= first).map(({ from, to }) => ({ from, to })),
    begins: on('starts'),
    ends: on('ends'),
    paused: live.flatMap(({ id }) => {
      const { pausedAt } = orders(id);
      return pausedAt === undefined ? [] : [{ campaign: id, since: pausedAt }];
    }),
    limited: live.flatMap(({ id, limits }) => {
      const { budget, entriesPerDay } = limits;
      const known = { ...(budget && { budget }), ...(entriesPerDay !== undefined && { entriesPerDay }) };
      return Object.keys(known).length > 0 && sending.has(id) ? [{ campaign: id, ...known }] : [];
    }),
    atMost: live.flatMap(({ id, entry }) => (entry.trigger.kind === 'lapse' && sending.has(id) ? [id] : [])),
  };
}
