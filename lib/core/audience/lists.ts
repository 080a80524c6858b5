import type { Profile } from '../customer.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { addToDate, type Instant, localDate, startOfDay } from '../time.ts';
import { leaf, type Test } from './test.ts';

const oneDay = { months: 0, days: 1, ms: 0 };

/** Whether she stands on an uploaded list whose row still holds: its last day included, in her zone. */
export function listTest(segment: string): Test {
  return leaf(`on the list ${segment}`, ({ profile, zone }, now) => {
    const entry = profile.lists?.[segment];
    if (!entry) return { verdict: false };
    const verdict = localDate(now, zone) <= entry.until;
    return { verdict, found: `until ${entry.until}`, until: startOfDay(addToDate(entry.until, oneDay), zone) };
  });
}

/** What her rows on these lists say, of those that still hold; where two name one column, the later list. */
export function rowsOf(
  profile: Profile,
  lists: readonly string[],
  { zone, now }: { zone: string; now: Instant },
): { [column: string]: Json } {
  const today = localDate(now, zone);
  const holding = lists.flatMap((segment) => profile.lists?.[segment] ?? []).filter(({ until }) => today <= until);
  return Object.assign({}, ...holding.map(({ row }) => row));
}
