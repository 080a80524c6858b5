import type { Profile } from '../customer.ts';
import { hour, type Instant, offsetAt } from '../time.ts';
import type { ShopFigures } from './shop-figures.ts';

/** The shop's hours count like so many orders or clicks of hers: one customer's few say little. */
export const shopWeight = 20;
/** Nobody is written to at night, also where no quiet hours are set: from, and up to. */
const first = 8;
const last = 21;
const hours = Array.from({ length: 24 }, (_, index) => index);

/**
 * The hour of the day, 8 to 20 in her zone as of now, at which she is most likely there: her orders and clicks by hour, with
 * those of the whole shop counting like 20 of hers, smoothed over the hours beside, which count half. Of equal hours the earlier one.
 * Undefined before the shop's hours were counted.
 */
export function bestHourOf(
  profile: Profile,
  shop: ShopFigures | undefined,
  { zone, now }: { zone: string; now: Instant },
): number | undefined {
  const shares = shop?.hours;
  if (shares?.length !== 24) return undefined;
  const own = localHours(profile.signs?.hours ?? {}, offsetAt(zone, now) / hour);
  const drawn = hours.map((at) => (own[at] ?? 0) + shopWeight * (shares[at] ?? 0));
  const around = (at: number) => ((drawn[(at + 23) % 24] ?? 0) + (drawn[(at + 1) % 24] ?? 0)) / 2 + (drawn[at] ?? 0);
  let best = first;
  // What a double adds in its last digits must not prefer a later hour.
  for (let at = first; at < last; at += 1) if (around(at) > around(best) + 1e-9) best = at;
  return best;
}

/** Counts by hour of UTC as counts by local hour; an hour that a zone cuts in two is shared between both. */
export function localHours(utc: { [hour: string]: number }, offset: number): number[] {
  const whole = Math.floor(offset);
  const part = offset - whole;
  const local = hours.map(() => 0);
  for (const [at, n] of Object.entries(utc)) {
    const begins = (((Number(at) + whole) % 24) + 24) % 24;
    const next = (begins + 1) % 24;
    local[begins] = (local[begins] ?? 0) + n * (1 - part);
    local[next] = (local[next] ?? 0) + n * part;
  }
  return local;
}
