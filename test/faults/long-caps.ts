import type { Instant } from '../../lib/core/time.ts';
import type { Doing, Story } from './people.ts';
import type { Shop } from './publication.ts';
import type { Random } from './random.ts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * In a few stories caps count for longer than claims are kept: somebody visits, and again when the claims of then are folded into
 * days, so that what was folded decides. `random` is of these draws alone: all other stories stay as they are.
 */
export function withLongCaps(story: Story, random: Random): Story {
  const { parts } = story.shop;
  const reachable = story.people.filter(({ details }) => details.email && details.attributes.zone && details.consent?.email?.offers);
  // News to everybody would take her places first.
  if (!random.chance(0.12) || reachable.length === 0 || parts.includes('news') || parts.includes('news-journey')) return story;
  const long = (shop: Shop): Shop => ({ ...shop, parts: [...new Set([...shop.parts, 'paid' as const])], capped: true, long: true });
  const visits = drawVisits(random, { from: story.from, who: random.pick(reachable).id });
  // Who publishes keeps the caps.
  const kept = story.doings.map((doing): Doing => (doing.does === 'publish' ? { ...doing, shop: long(doing.shop) } : doing));
  return {
    ...story,
    until: Math.max(story.until, ...visits.map(({ when }) => when.at + hour)),
    shop: long(story.shop),
    doings: [...kept, ...visits],
  };
}

/** Claims are folded when the next one is made: one that is folded, one that folds it, and those that meet the cap. */
function drawVisits(random: Random, { from, who }: { from: Instant; who: string }): (Doing & { when: { at: Instant } })[] {
  // Mostly while hours are open in most places.
  const first = from + (random.chance(0.7) ? (38 * hour - (from % day)) % day : random.below(day));
  const later = first + random.pick([3, 3, 4, 5]) * day;
  const visit = (at: Instant) => ({ when: { at: at + random.below(hour) }, does: 'visit' as const, who });
  return [visit(first), visit(later), visit(later + 2 * hour), visit(later + random.pick([1, 2]) * day)];
}
