import type { Instant } from '../../lib/core/time.ts';
import type { CustomerDetails } from '../../lib/usecases/save-customer.ts';
import { drawDoing } from './draw-doing.ts';
import { parts, type Shop } from './publication.ts';
import type { Random } from './random.ts';

/** One customer, as the shop knows her. */
export interface Person {
  id: string;
  details: Omit<CustomerDetails, 'at' | 'evidence'>;
}

/** What a person does; `at` may be an instant or the moment in which the program is about to do something for the n-th time. */
export type Doing = { when: When } & (
  | { does: 'order'; who: string; order: string; amount: number; again: number }
  | { does: 'refund'; who: string; order: string; amount: number }
  | { does: 'basket' | 'empty basket'; who: string; basket: string }
  | { does: 'visit'; who: string }
  | { does: 'unsubscribe'; who: string; channel: 'email' | 'sms'; topic: 'offers' | 'letters' }
  /** To the topic of a double opt-in. */
  | { does: 'subscribe'; who: string; by: 'api' | 'import'; confirmed: boolean }
  | { does: 'consent'; who: string; channel: 'email' | 'sms'; yes: boolean }
  | { does: 'import'; who: string; channel: 'email' | 'sms'; yes: boolean; ago: number }
  | { does: 'move'; who: string; zone: string; country: string }
  | { does: 'suppression'; who: string; address: string; reason: 'complaint' | 'hard-bounce' }
  | { does: 'new address'; who: string; email: string }
  | { does: 'new number'; who: string; phone: string }
  | { does: 'redeem'; who: string; reward: string; key: string; confirm: 'at once' | 'later' | 'cancel' | 'both' | 'never' }
  | { does: 'pause' | 'resume' | 'cancel'; campaign: string }
  | { does: 'publish'; shop: Shop }
  | { does: 'erase'; who: string }
  | { does: 'text'; who: string; words: string; id: string; again: boolean }
  | { does: 'preferences'; who: string; wants: 'nothing' | 'a pause' }
);

export type When = { at: Instant } | { before: 'claim' | 'call' | 'enrollment' | 'asking'; nth: number };

/** What a seed is about. */
export interface Story {
  from: Instant;
  /** When people stop. */
  until: Instant;
  shop: Shop;
  people: Person[];
  doings: Doing[];
  perSecond: number;
  perDay: number;
  shards: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Ordinary days, and those on which clocks are put forward or back, years end, or February does. */
const beginnings = ['2026-11-02', '2026-10-23', '2027-03-12', '2027-03-26', '2026-12-30', '2028-02-27'].flatMap((date) =>
  [3, 9, 16, 22].map((hours) => Date.parse(date) + hours * hour),
);

/** Where customers are. */
export const places: { country?: string; zone?: string }[] = [
  { country: 'GB', zone: 'Europe/London' },
  { country: 'GB' },
  { country: 'US', zone: 'America/New_York' },
  { country: 'JP', zone: 'Asia/Tokyo' },
  // Somewhere in a country of many zones, and nobody knows where.
  { country: 'US' },
  {},
];

/** How much there may be in a story. Most mistakes need few people: many small stories show more than a few large ones. */
const sizes = {
  small: { people: 2, doings: [2, 4], lasts: [4 * hour, 8 * hour, 12 * hour, day], parts: 0.15 },
  medium: { people: 3, doings: [3, 6], lasts: [4 * hour, 12 * hour, day, 2 * day], parts: 0.25 },
  large: { people: 4, doings: [3, 10], lasts: [4 * hour, 12 * hour, day, day, 4 * day], parts: 0.4 },
} as const;

export function drawStory(random: Random): Story {
  const size = sizes[random.chance(0.7) ? 'small' : random.chance(0.65) ? 'medium' : 'large'];
  const from = random.pick(beginnings);
  const until = from + random.pick(size.lasts);
  const chosen = parts.filter((part) => random.chance(part.startsWith('news') ? 0.25 : size.parts));
  const shop: Shop = {
    parts: chosen.length > 0 ? chosen : [random.pick(parts)],
    capped: random.chance(0.4),
    poor: random.chance(0.4),
    watched: random.chance(0.3),
    edition: 1,
  };
  const people = Array.from({ length: 1 + random.below(size.people) }, (_, index) => drawPerson(random, index));
  const [fewest, more] = size.doings;
  const doings = Array.from({ length: fewest + random.below(more) }, (_, index) => drawDoing(random, { index, from, until, shop, people }));
  return {
    from,
    until,
    shop,
    people,
    doings: doings.flat(),
    perSecond: random.pick([1, 2, 14, 14]),
    perDay: random.chance(0.06) ? 6 : -1,
    shards: 1 + random.below(3),
  };
}

function drawPerson(random: Random, index: number): Person {
  const id = ['ann', 'bob', 'kei', 'zoe'][index] ?? `c${index}`;
  const place = random.pick(places);
  return {
    id,
    details: {
      customer: id,
      attributes: { firstName: id, ...place },
      ...(random.chance(0.9) && { email: random.chance(0.2) ? 'family@private.example' : `${id}@private.example` }),
      ...(random.chance(0.6) && { phone: `+4477009000${10 + index}` }),
      consent: {
        ...(random.chance(0.9) && { email: { offers: random.chance(0.95) } }),
        ...(random.chance(0.9) && { sms: { offers: random.chance(0.95) } }),
      },
    },
  };
}
