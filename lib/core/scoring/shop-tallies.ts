import type { Profile } from '../customer.ts';
import type { Instant } from '../time.ts';
import { type Counting, type ShopSums, type ShopTally, sumsOf, tallyFrom } from './shop-tally.ts';
import { type CountedValues, type LogHistogram, mergedCounts, mergedHistograms } from './sketch.ts';

/** A customer as she stood from one instant on, and no longer at another one: their places in a list. */
export interface Spell {
  profile: Profile;
  from: number;
  until: number;
}

/**
 * What customers add at each instant: the same as `tallyOf` those who stand there, but who stands as she did at the instant before
 * is not counted again. The spells of one customer follow one another. The sample, which is made anew each time, is there at each
 * `everyFit`-th instant (0 = at none), and at the first one at which somebody stands there.
 */
export function talliesOf(
  spells: Iterable<Spell>,
  { instants, everyFit }: { instants: readonly Instant[]; everyFit: number },
  counting: Omit<Counting, 'now' | 'sampled'>,
): ShopTally[] {
  const came = instants.map((): Profile[] => []);
  const went = instants.map((): Profile[] => []);
  for (const { profile, from, until } of spells) {
    came[from]?.push(profile);
    went[until]?.push(profile);
  }
  const there = new Map<string, Profile>();
  let sums = sumsOf([], counting.rates);
  return instants.map((now, index) => {
    const [more = [], fewer = []] = [came[index], went[index]];
    sums = changed(sums, sumsOf(more, counting.rates), sumsOf(fewer, counting.rates));
    const sampled = everyFit > 0 && (index % everyFit === 0 || there.size === 0);
    for (const { id } of fewer) there.delete(id);
    for (const profile of more) there.set(profile.id, profile);
    return tallyFrom(sums, there.values(), { ...counting, now, sampled });
  });
}

function changed(sums: ShopSums, more: ShopSums, fewer: ShopSums): ShopSums {
  const counts = (of: (part: ShopSums) => CountedValues) =>
    left(mergedCounts([of(sums), of(more), each(of(fewer), (n) => -n)]), (n) => n !== 0);
  const sum = (of: (part: ShopSums) => number) => of(sums) + of(more) - of(fewer);
  const zones = new Set([sums, more].flatMap(({ hours }) => Object.keys(hours)));
  return {
    rhythm: { gaps: counts(({ rhythm }) => rhythm.gaps) },
    customers: sum(({ customers }) => customers),
    buyers: sum(({ buyers }) => buyers),
    repeatBuyers: sum(({ repeatBuyers }) => repeatBuyers),
    lastDays: counts(({ lastDays }) => lastDays),
    frequency: counts(({ frequency }) => frequency),
    monetary: changedHistogram(sums.monetary, more.monetary, fewer.monetary),
    hours: Object.fromEntries([...zones].map((zone) => [zone, counts(({ hours }) => hours[zone] ?? {})])),
  };
}

function changedHistogram(sums: LogHistogram, more: LogHistogram, { bins, none }: LogHistogram): LogHistogram {
  const taken = ([count, sum]: [number, number]): [number, number] => [-count, -sum];
  const merged = mergedHistograms([sums, more, { bins: each(bins, taken), none: taken(none) }]);
  return { ...merged, bins: left(merged.bins, ([count]) => count !== 0) };
}

function each<T>(parts: { [name: string]: T }, change: (part: T) => T): { [name: string]: T } {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part)]));
}

/** What was taken out whole never was. */
function left<T>(parts: { [name: string]: T }, isLeft: (part: T) => boolean): { [name: string]: T } {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => isLeft(part)));
}
