import {
  addCustomer,
  type CalendarCounts,
  type CalendarRow,
  type CalendarScope,
  calendarCounts,
  emptyCalendar,
  lookedBack,
} from '../core/calendar.ts';
import { type CalendarDates, calendarDates } from '../core/calendar-dates.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { play } from '../core/rehearsal/rehearse.ts';
import { settled } from '../core/run-totals.ts';
import { hour, type Instant, localDate } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { Tell } from '../store/each-customer.ts';
import { loadOpenRuns, loadPointers } from '../store/runs.ts';
import type { World } from '../world.ts';
import { loadStandingLife } from './calendar-life.ts';
import { type Sampled, sampleCustomers } from './calendar-sample.ts';
import { calendarScene } from './calendar-scene.ts';

/** What goes out in the next days, to about how many, and what stands in its way. */
export interface CalendarPlan extends CalendarCounts, CalendarDates {
  from: Instant;
  until: Instant;
  zone: string;
  customers: number;
  sampled: number;
}

/** So many customers are read beside each other. */
const together = 25;

/** Plays the next days of a sample of the customers from how they stand. Changes nothing, and nobody is sent anything. */
export async function planCalendar(
  world: World,
  { until, most, tell }: { until: Instant; most: number; tell: Tell },
): Promise<CalendarPlan> {
  const [catalogue, pointers, now] = [await loadCatalogue(world), await loadPointers(world), world.now()];
  const goes = ({ id }: LiveCampaign) => catalogue.orders(id).pausedAt === undefined;
  const campaigns = catalogue.live.filter(goes);
  const zone = catalogue.settings.brands[0]?.zone ?? 'UTC';
  const past = Math.max(hour, Math.min(lookedBack, now - catalogue.liveFrom));
  const scope: CalendarScope = { campaigns: new Map(campaigns.map((one) => [one.id, one])), zone, now, until, past };
  const { sample, population } = await sampleCustomers(world, most, tell);
  const scene = await calendarScene(catalogue, campaigns, { now, until });
  const decided = new Map(pointers.flatMap(({ campaign, done }) => (done === undefined ? [] : [[campaign, done]])));
  const tally = emptyCalendar();
  for (let start = 0; start < sample.length; start += together) {
    const lives = await Promise.all(
      sample.slice(start, start + together).map(async ({ cid, profile }: Sampled) => {
        const hers = await loadStandingLife(world, cid, scope);
        await scene.learn(hers.stored.enrollments);
        return { ...hers, profile };
      }),
    );
    for (const { contact, stored, profile, past: got } of lives) {
      if (contact?.erasedAt !== undefined) continue;
      const life = { ...scene.life, profile, contact, stored, decided, deeds: [] };
      addCustomer(tally, { told: play(life, scene.stage).told, past: got }, scope);
    }
    tell(Math.min(start + together, sample.length), sample.length, population);
  }
  const counts = calendarCounts(tally, population, await openRows(world, scope));
  const sending = new Set([...counts.totals, ...counts.capped, ...counts.notSent].map(({ campaign }) => campaign));
  const dates = calendarDates({ live: catalogue.live, settings: catalogue.settings, orders: catalogue.orders, sending }, scope);
  return { from: now, until, zone, customers: population, sampled: tally.customers, ...counts, ...dates };
}

/** Of runs that have begun: those who were selected and are not settled. */
async function openRows(world: World, { campaigns, zone, now }: CalendarScope): Promise<CalendarRow[]> {
  return (await loadOpenRuns(world)).flatMap(({ campaign, targeted, tally }) => {
    const messages = targeted - settled(tally);
    const send = [...(campaigns.get(campaign)?.nodes.values() ?? [])].find((node) => node.verb === 'send');
    if (messages <= 0 || send?.verb !== 'send') return [];
    return [{ day: localDate(now, zone), campaign, channel: send.by[0] ?? 'email', messages, estimated: 0, error: 0 }];
  });
}
