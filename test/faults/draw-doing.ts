import type { Instant } from '../../lib/core/time.ts';
import type { Doing, Person, When } from './people.ts';
import type { Part, Shop } from './publication.ts';
import type { Random } from './random.ts';

export interface Drawing {
  index: number;
  from: Instant;
  until: Instant;
  shop: Shop;
  people: Person[];
}

const hour = 3_600_000;
const day = 24 * hour;

/** Where she may move to. */
const homes = [
  { country: 'GB', zone: 'Europe/London' },
  { country: 'US', zone: 'America/New_York' },
  { country: 'JP', zone: 'Asia/Tokyo' },
];

/** Something that somebody does, and what follows from it. */
export function drawDoing(random: Random, drawing: Drawing): Doing[] {
  return random.pick(random.chance(0.55) ? starters(random, drawing) : others(random, drawing))();
}

/** What starts campaigns of this shop. */
function starters(random: Random, { index, from, until, shop, people }: Drawing): (() => Doing[])[] {
  const who = random.pick(people).id;
  const at = from + random.below(until - from);
  const when = { at };
  const has = (...wanted: Part[]) => wanted.some((part) => shop.parts.includes(part));
  const amount = 500 + random.below(6000);
  const order: Doing = { when, does: 'order', who, order: `o${index}`, amount, again: random.pick([0, 0, 1, 2]) };
  const visit: Doing = { when, does: 'visit', who };
  // Caps outlast the claims that are kept.
  const visits = Array.from({ length: 4 }, (_, days): Doing => ({ ...visit, when: { at: at + days * day } }));
  const basket = `b${index % 2}`;
  return [
    ...(has('thanks', 'club', 'told') ? [() => [order]] : []),
    ...(has('texts', 'paid', 'letters') ? [() => [visit], () => [visit, { ...visit, when: { at: at + random.below(hour) } }]] : []),
    ...(has('letters') ? [() => subscription(random, { who, at }), () => subscription(random, { who, at })] : []),
    ...(has('texts', 'paid') && shop.capped ? [() => visits] : []),
    ...(has('basket')
      ? [
          (): Doing[] => [
            { when, does: 'basket', who, basket },
            ...(random.chance(0.5) ? [{ when: { at: at + random.below(3 * hour) }, does: 'basket', who, basket } satisfies Doing] : []),
          ],
        ]
      : []),
    ...(has('news', 'news-journey') ? [() => [order]] : []),
  ];
}

/** What comes in between. */
function others(random: Random, drawing: Drawing): (() => Doing[])[] {
  const { index, from, until, shop, people } = drawing;
  const who = random.pick(people).id;
  const at = from + random.below(until - from);
  const when = drawWhen(random, drawing);
  const has = (part: Part) => shop.parts.includes(part);
  const channel = random.chance(0.6) ? 'email' : 'sms';
  const amount = 500 + random.below(6000);
  const order: Doing = { when: { at }, does: 'order', who, order: `o${index}`, amount, again: 0 };
  const refunded = { at: at + random.below(2 * day) - hour };
  return [
    () => [order, { when: refunded, does: 'refund', who, order: `o${index}`, amount: random.pick([amount, 300]) }],
    () => [{ when, does: 'unsubscribe', who, channel, topic: 'offers' }],
    () => [{ when, does: 'consent', who, channel, yes: random.chance(0.6) }],
    () => [{ when, does: 'import', who, channel, yes: random.chance(0.8), ago: random.below(10 * day) }],
    () => [{ when, does: 'move', who, ...random.pick(homes) }],
    () => {
      // Numbers are given to others when nobody pays for them any more.
      const phone = people.find(({ id }) => id === who)?.details.phone;
      if (typeof phone !== 'string') return [order];
      return [
        { when: { at }, does: 'text', who, words: 'STOP', id: `in-${index}`, again: false },
        { when: { at: at + random.below(day) }, does: 'new number', who: random.pick(people).id, phone },
      ];
    },
    () => {
      const address = people.find(({ id }) => id === who)?.details.email;
      const reason = random.pick(['complaint', 'hard-bounce'] as const);
      return typeof address === 'string' ? [{ when, does: 'suppression', who, address, reason }] : [order];
    },
    () => moving(random, { who: random.pick(people), other: random.pick(people).id, at }),
    () => [{ when, does: 'new address', who, email: random.chance(0.4) ? 'family@private.example' : `${who}${index}@private.example` }],
    () => {
      const later = { at: ('at' in when ? when.at : at) + random.below(day) };
      return [
        { when, does: 'pause', campaign: random.pick([...shop.parts, '*']) },
        { when: later, does: 'resume', campaign: '*' },
      ];
    },
    () => {
      const words = random.pick(['STOP', 'stop ', 'START', 'HELP', 'thank you']);
      return [{ when, does: 'text', who, words, id: `in-${index}`, again: random.chance(0.3) }];
    },
    () => [{ when, does: 'preferences', who, wants: random.pick(['nothing', 'a pause']) }],
    () => (random.chance(0.4) ? [{ when, does: 'erase', who }] : [order]),
    () => [{ when, does: 'cancel', campaign: random.pick(shop.parts) }],
    () => [{ when, does: 'publish', shop: { ...shop, edition: random.pick([1, 2]) } }],
    ...(has('basket') ? [(): Doing[] => [{ when, does: 'empty basket', who, basket: `b${index % 2}` }]] : []),
    ...(has('club') ? [() => [redemption(random, { who, key: `k${index}`, at: at + day + random.below(day) })]] : []),
    ...(has('club') ? [() => [redemption(random, { who, key: `k${index}`, at })]] : []),
  ];
}

/** What she said goes with her to an address that somebody else has too, and perhaps she does not stay. */
function moving(random: Random, { who: { id: who, details }, other, at }: { who: Person; other: string; at: Instant }): Doing[] {
  const soon = () => ({ at: at + random.below(hour) });
  const moves = (who: string): Doing => ({ when: soon(), does: 'new address', who, email: 'family@private.example' });
  const reason = random.pick(['complaint', 'hard-bounce'] as const);
  return [
    ...(details.email ? [{ when: { at }, does: 'suppression', who, address: details.email, reason } satisfies Doing] : []),
    moves(who),
    moves(other),
    ...(random.chance(0.5) ? [{ when: { at: at + hour + random.below(hour) }, does: 'erase', who } satisfies Doing] : []),
  ];
}

/** She subscribes, perhaps again, and perhaps she does not want it any more. */
function subscription(random: Random, { who, at }: { who: string; at: Instant }): Doing[] {
  const one = (when: When): Doing => ({ when, does: 'subscribe', who, by: random.pick(['api', 'import']), confirmed: random.chance(0.1) });
  const soon = () => ({ at: at + random.below(random.pick([hour, day])) });
  const asked: When = { before: 'asking', nth: 1 + random.below(2) };
  return [
    one({ at }),
    ...(random.chance(0.6) ? [one(soon())] : []),
    ...(random.chance(0.4)
      ? [{ when: random.chance(0.5) ? soon() : asked, does: 'unsubscribe', who, channel: 'email', topic: 'letters' } satisfies Doing]
      : []),
    ...(random.chance(0.2) ? [{ when: asked, does: 'new address', who, email: `${who}-new@private.example` } satisfies Doing] : []),
    ...(random.chance(0.6) ? [{ when: soon(), does: 'visit', who } satisfies Doing] : []),
  ];
}

function redemption(random: Random, { who, key, at }: { who: string; key: string; at: Instant }): Doing {
  const reward = random.pick(['mug', 'five-off', 'poster']);
  return { when: { at }, does: 'redeem', who, reward, key, confirm: random.pick(['at once', 'later', 'cancel', 'both', 'never']) };
}

function drawWhen(random: Random, { from, until }: Drawing): When {
  if (random.chance(0.5)) return { at: from + random.below(until - from) };
  // Most stories have few of them.
  return { before: random.pick(['claim', 'claim', 'call', 'enrollment']), nth: 1 + random.below(random.pick([2, 8])) };
}
