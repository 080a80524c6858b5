import { newProfile } from '../../core/audience/counts.ts';
import { foldActivity } from '../../core/customer.ts';
import type { Settings } from '../../core/definition/settings.ts';
import { ratesOf } from '../../core/money.ts';
import { type Spell, talliesOf } from '../../core/scoring/shop-tallies.ts';
import type { Counting, ShopTally } from '../../core/scoring/shop-tally.ts';
import { bookkeepingOf } from '../../core/scoring/valuation.ts';
import type { Instant } from '../../core/time.ts';
import { customersOf, type PastsPart } from './pasts.ts';

/** Some of the customers, to be counted as they were at some instants. */
export interface CountTask extends PastsPart {
  settings: Settings;
  /** In order. */
  instants: Instant[];
  /** The sample that models are fitted to is wanted of each so many-th count; 0 = of none. */
  everyFit: number;
}

/** What these customers add to the shop at each instant. Each of their activities is folded once. Throws when the past is gone. */
export function countPart({ settings, instants, everyFit, ...part }: CountTask): ShopTally[] {
  return talliesOf(spellsOf(part, instants, settings), { instants, everyFit }, countingOf(settings));
}

/** Before she had come nobody knew her. */
function* spellsOf(part: PastsPart, instants: Instant[], settings: Settings): Generator<Spell> {
  const books = bookkeepingOf(settings);
  for (const { id, activities } of customersOf(part)) {
    let spell: Spell | undefined;
    let next = 0;
    for (const [index, at] of instants.entries()) {
      let profile = spell?.profile ?? newProfile(id, []);
      for (; (activities[next]?.occurredAt ?? Infinity) < at; next++) {
        const activity = activities[next];
        if (activity) profile = foldActivity(profile, activity, books);
      }
      if (next === 0 || profile === spell?.profile) continue;
      if (spell) yield { ...spell, until: index };
      spell = { profile, from: index, until: instants.length };
    }
    if (spell) yield spell;
  }
}

/** With what the shop of these settings is counted. */
export function countingOf(settings: Settings): Omit<Counting, 'now' | 'sampled'> {
  return { rates: ratesOf(settings), zone: settings.brands[0]?.zone ?? 'UTC' };
}
