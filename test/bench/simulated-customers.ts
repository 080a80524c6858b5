import type { Activity } from '../../lib/core/activity.ts';
import type { SimulatedCustomer } from '../../lib/core/simulation/simulated.ts';

/** Which customers of a shop that never was. */
export interface Generated {
  /** Numbers of the first one, and of the one after the last. */
  from: number;
  to: number;
  /** The end of the last year, and how many years there are before the one that is simulated. */
  until: number;
  history: number;
  /** Activities of a customer in a year, on average: two of five are orders, three are baskets. */
  perYear: number;
}

const day = 86_400_000;
const year = 365 * day;
const places = [
  ['GB', 'Europe/London', 'en'],
  ['GB', 'Europe/London', 'en'],
  ['DE', 'Europe/Berlin', 'de'],
  ['FR', 'Europe/Paris', 'en'],
] as const;

/** Mulberry32: the same seed gives the same numbers, from 0 to 1. */
export function chances(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Half come back regularly, half seldom; some have gone; each with her own chance of consents. */
export function* customersOf({ from, to, until, history, perYear }: Generated): Generator<SimulatedCustomer> {
  for (let number = from; number < to; number += 1) yield customer(number, { until, years: history + 1, perYear });
}

function customer(number: number, { until, years, perYear }: { until: number; years: number; perYear: number }): SimulatedCustomer {
  const chance = chances(number);
  const [country, zone, language] = places[Math.floor(chance() * places.length)] ?? places[0];
  const id = `c${number}`;
  const start = until - years * year;
  const rate = perYear * (chance() < 0.5 ? 1.5 : 0.5);
  const gone = chance() < 0.3 ? start + chance() * years * year : until;
  const activities: Activity[] = [];
  for (let at = start; ; ) {
    at += Math.ceil((-Math.log(1 - chance()) * year) / rate);
    if (at >= gone) break;
    const name = `${number}-${activities.length}`;
    const total = { amount: 1500 + Math.floor(chance() ** 2 * 8000), currency: 'GBP' };
    const data = chance() < 0.4 ? { orderId: `o${name}`, total, categories: [chance() < 0.2 ? 'coffee' : 'tea'] } : undefined;
    activities.push(
      data
        ? { id: `o${name}`, type: 'order.placed', customer: id, occurredAt: at, data }
        : { id: `b${name}`, type: 'basket.updated', customer: id, occurredAt: at, data: { basketId: `b${name}`, total } },
    );
  }
  const consent = { offers: chance() < 0.6, news: chance() < 0.3 };
  const given = Object.fromEntries(Object.entries(consent).filter(([, is]) => is));
  const birthday = new Date(Date.UTC(1950, 0, 1) + Math.floor(chance() * 18_000) * day).toISOString().slice(0, 10);
  return {
    id,
    contact: {
      v: 1,
      ...(chance() < 0.95 && { email: `${id}@customer.invalid` }),
      ...(chance() < 0.3 && { phone: '+447700900000' }),
      language,
      country,
      zone,
      consent: { email: given, sms: chance() < 0.2 ? given : {} },
      suppressed: {},
      claims: {},
      days: {},
    },
    activities,
    attributes: { language, country, zone, ...(chance() < 0.5 && { birthday }) },
  };
}
