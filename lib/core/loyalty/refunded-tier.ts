import { type Instant, startOfDay } from '../time.ts';
import type { Account } from './account.ts';
import { endOfDay } from './expiry.ts';
import {
  type Buckets,
  broughtUp,
  type Calendar,
  dateOf,
  dayNumber,
  holdsUntil,
  levelFor,
  lifted,
  placeOf,
  qualifyingAt,
  type Tier,
} from './tiers.ts';

/**
 * The tier after a refund took from what qualified `before`, of an order of the instant `at`. A tier that was reached with it,
 * and not looked at since, is hers no longer: she has what she had before it, and what the rest reaches, from the day on which it
 * does. So a refund leaves what she would have had it come before its order. What was reached without the order stays.
 */
export function afterRefund(
  account: Account,
  { before, at, now }: { before: Buckets; at: Instant; now: Instant },
  calendar: Calendar,
): Tier {
  const { tiers, zone } = calendar;
  let { tier } = account;
  while (tier && tier.until === holdsUntil(tier.since, calendar)) {
    const reached = { place: placeOf(tiers, tier.id), from: dayNumber(tier.since, zone), to: dayNumber(now, zone) };
    const day = reachedOn(before, reached, calendar);
    if (day === undefined || day === reachedOn(account.qualifying, reached, calendar)) break;
    tier = broughtUp(account, tier.before, { at: now, calendar });
  }
  if (tier === account.tier) return tier;
  const today = dayNumber(now, zone);
  for (const number of daysFrom(account.qualifying, dayNumber(at, zone), today)) {
    const place = levelFor(tiers, amountOn(account.qualifying, number, calendar));
    const moment = Math.min(now, Math.max(at, startOfDay(dateOf(number), zone)));
    if (place > placeOf(tiers, tier?.id)) tier = lifted(tier, { place, at: moment, now }, calendar);
  }
  return tier;
}

/** The first day from one on on which what had come until then was enough for a level. */
function reachedOn(
  buckets: Buckets,
  { place, from, to }: { place: number; from: number; to: number },
  calendar: Calendar,
): number | undefined {
  return daysFrom(buckets, from, to).find((number) => levelFor(calendar.tiers, amountOn(buckets, number, calendar)) >= place);
}

function daysFrom(buckets: Buckets, from: number, to: number): number[] {
  return [from, ...buckets.map(([number]) => number).filter((number) => number > from && number <= to)];
}

/** What counts at the end of a local day of what had come until then. */
function amountOn(buckets: Buckets, number: number, calendar: Calendar): number {
  const end = endOfDay(startOfDay(dateOf(number), calendar.zone), calendar.zone) - 1;
  return qualifyingAt(
    buckets.filter(([known]) => known <= number),
    end,
    calendar,
  );
}
