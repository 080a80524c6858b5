import type { Settings } from '../../../lib/core/definition/settings.ts';
import type { Instant } from '../../../lib/core/time.ts';
import type { Item } from '../../../lib/world.ts';
import { mapAt, textAt } from './image.ts';

/*
 * The hours of a customer, stated once more by other means: wall clocks by Intl, the zones of a country by CLDR. Nothing here
 * asks the program.
 */

/** Where a customer may be, as her profile and her contact tell. */
export interface Whereabouts {
  zone: string | undefined;
  country: string | undefined;
}

/** What her profile says goes before what her contact says. */
export function whereaboutsOf(profile: Item | undefined, contact: Item | undefined): Whereabouts {
  const attributes = mapAt(mapAt(profile?.profile).attributes);
  return {
    zone: [textAt(attributes.zone), textAt(contact?.zone)].find((zone) => zone !== undefined && isZone(zone)),
    country: [textAt(attributes.country), textAt(contact?.country)].find((country) => country !== undefined && /^[A-Z]{2}$/.test(country)),
  };
}

/** Whether a message that keeps hours may go at an instant. Where nobody can tell where she is, it may not, if there are hours at all. */
export function isOpen({ quietHours }: Settings, { zone, country }: Whereabouts, at: Instant): boolean {
  const byCountry = Object.entries(quietHours.countries);
  if (quietHours.default === undefined && byCountry.length === 0) return true;
  const own = country === undefined ? undefined : (quietHours.countries[country] ?? quietHours.default);
  if (country !== undefined && own === undefined) return true;
  const zones = zone !== undefined ? [zone] : country === undefined ? [] : zonesOf(country);
  if (zones.length === 0) return false;
  const having = byCountry.filter(([code]) => zone !== undefined && zonesOf(code).includes(zone)).map(([, hours]) => hours);
  const rules = own ? [own] : [...having, ...(quietHours.default ? [quietHours.default] : [])];
  return zones.every((each) => rules.every((hours) => !isWithin(localTime(at, each), hours)));
}

function isWithin(time: string, { from, to }: { from: string; to: string }): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "09:30", the reading of a wall clock there. */
function localTime(at: Instant, zone: string): string {
  const known =
    clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, known);
  return known.format(at);
}

const zones = new Map<string, string[]>();

function zonesOf(country: string): string[] {
  const known = zones.get(country) ?? askZones(new Intl.Locale('und', { region: country }));
  zones.set(country, known);
  return known;
}

/** The method is younger than the types of the language. */
function askZones(locale: Intl.Locale): string[] {
  const found: unknown = 'getTimeZones' in locale && typeof locale.getTimeZones === 'function' ? locale.getTimeZones() : [];
  return Array.isArray(found) ? found.filter((zone) => typeof zone === 'string') : [];
}

const valid = new Map<string, boolean>();

function isZone(zone: string): boolean {
  const known = valid.get(zone) ?? isKnown(zone);
  valid.set(zone, known);
  return known;
}

function isKnown(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en-GB', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
