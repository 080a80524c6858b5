import { zonesOfCountry } from './country-zones.ts';
import type { QuietHours, Settings } from './definition/settings.ts';
import { type Instant, isZone, minuteOfDay, minutesOf, nextLocalTime } from './time.ts';

/** Where a customer may be: her zone, or else every zone of her country; undefined when nobody can tell. */
function plausibleZones({ zone, country }: { zone: string | undefined; country: string | undefined }): string[] | undefined {
  if (isZone(zone)) return [zone];
  return country === undefined ? undefined : zonesOfCountry(country);
}

/**
 * The first instant from `now` on at which her hours are open in every zone where she may be: `now` itself when they are
 * open already. 'unknown' when there are hours to keep and nobody can tell where she is, or when they never open together.
 */
export function nextOpen(
  settings: Settings,
  where: { zone: string | undefined; country: string | undefined },
  now: Instant,
): Instant | 'unknown' {
  const { quietHours } = settings;
  const anywhere = quietHours.default !== undefined || Object.keys(quietHours.countries).length > 0;
  if (!anywhere) return now;
  const zones = plausibleZones(where);
  if (where.country === undefined && zones !== undefined) return openIn(zones, everyRule(settings, zones), now);
  const hours = where.country === undefined ? undefined : (quietHours.countries[where.country] ?? quietHours.default);
  if (where.country !== undefined && hours === undefined) return now;
  return zones === undefined || hours === undefined ? 'unknown' : openIn(zones, [hours], now);
}

/** With a zone and no country: the hours of every country that has this zone, and the default ones. */
function everyRule({ quietHours }: Settings, zones: string[]): QuietHours[] {
  const countries = Object.entries(quietHours.countries).filter(([country]) =>
    zonesOfCountry(country)?.some((zone) => zones.includes(zone)),
  );
  return [...countries.map(([, hours]) => hours), ...(quietHours.default ? [quietHours.default] : [])];
}

function openIn(zones: string[], rules: QuietHours[], now: Instant): Instant | 'unknown' {
  let at = now;
  // Each round opens one closed zone; hours that never open together go round for ever.
  for (let round = 0; round < 4 * zones.length * rules.length + 4; round += 1) {
    const closed = zones.flatMap((zone) => rules.map((hours) => ({ zone, hours }))).find(({ zone, hours }) => isClosed(hours, at, zone));
    if (!closed) return at;
    at = nextLocalTime(at, { minutes: minutesOf(closed.hours.to), weekdays: [] }, closed.zone);
  }
  return 'unknown';
}

function isClosed({ from, to }: QuietHours, at: Instant, zone: string): boolean {
  const minute = minuteOfDay(at, zone);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start < end ? minute >= start && minute < end : minute >= start || minute < end;
}
