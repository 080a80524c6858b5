import { zonesOfCountry } from './country-zones.ts';
import type { QuietHours, Settings } from './definition/settings.ts';
import { day, type Instant, isZone, minute, minuteOfDay, minutesOf, nextLocalTime, offsetAt } from './time.ts';

/** What is known of where a customer is: her IANA zone, her country (ISO alpha-2). */
export interface Whereabouts {
  zone: string | undefined;
  country: string | undefined;
}

/** When hours are open. */
export interface OpenHours {
  nextOpen: typeof nextOpen;
  closesAt: typeof closesAt;
}

/** Quiet hours in one zone. */
interface Rule {
  hours: QuietHours;
  zone: string;
}

/**
 * The first instant from `now` on at which her hours are open in every zone where she may be: `now` itself when they are
 * open already. 'unknown' when there are hours to keep and nobody can tell where she is, or when they never open together.
 */
export function nextOpen(settings: Settings, where: Whereabouts, now: Instant): Instant | 'unknown' {
  const rules = rulesFor(settings, where);
  if (rules === 'unknown') return 'unknown';
  let at = now;
  // Each round opens one closed zone; hours that never open together go round for ever.
  for (let round = 0; round < 4 * rules.length + 4; round += 1) {
    const closed = rules.find((rule) => isClosed(rule, at));
    if (!closed) return at;
    at = nextLocalTime(at, { minutes: minutesOf(closed.hours.to), weekdays: [] }, closed.zone);
  }
  return 'unknown';
}

/** When hours that are open at `at` close in the first zone where she may be; Infinity when there are none to keep. */
export function closesAt(settings: Settings, where: Whereabouts, at: Instant): Instant {
  const rules = rulesFor(settings, where);
  return rules === 'unknown' ? at : Math.min(Infinity, ...rules.map((rule) => closingOf(rule, at)));
}

export const openHours: OpenHours = { nextOpen, closesAt };

/** Every rule that must be open together; none when she has no hours to keep. */
function rulesFor({ quietHours }: Settings, where: Whereabouts): Rule[] | 'unknown' {
  const countries = Object.entries(quietHours.countries);
  const { country } = where;
  if (quietHours.default === undefined && countries.length === 0) return [];
  const zones = plausibleZones(where);
  if (country !== undefined) {
    const hours = quietHours.countries[country] ?? quietHours.default;
    if (hours === undefined) return [];
    return zones?.map((zone) => ({ hours, zone })) ?? 'unknown';
  }
  // With a zone and no country: the hours of every country that has this zone, and the default ones.
  const having = countries.filter(([code]) => zonesOfCountry(code)?.some((zone) => zones?.includes(zone)));
  const all = [...having.map(([, hours]) => hours), ...(quietHours.default ? [quietHours.default] : [])];
  return zones?.flatMap((zone) => all.map((hours) => ({ hours, zone }))) ?? 'unknown';
}

/** Where a customer may be: her zone, or else every zone of her country; undefined when nobody can tell. */
function plausibleZones({ zone, country }: Whereabouts): string[] | undefined {
  if (isZone(zone)) return [zone];
  return country === undefined ? undefined : zonesOfCountry(country);
}

function isClosed({ hours: { from, to }, zone }: Rule, at: Instant): boolean {
  const local = minuteOfDay(at, zone);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start < end ? local >= start && local < end : local >= start || local < end;
}

/** Exact also on the day on which the clock changes: there, minute by minute. */
function closingOf(rule: Rule, at: Instant): Instant {
  const full = Math.floor(at / minute) * minute;
  const ahead = (minutesOf(rule.hours.from) * minute - minuteOfDay(at, rule.zone) * minute + day) % day;
  if (offsetAt(rule.zone, full + ahead) === offsetAt(rule.zone, at)) return full + ahead;
  let closing = full;
  while (!isClosed(rule, closing)) closing += minute;
  return closing;
}
