/**
 * The zones in which a customer of a country may be, for those whose own zone is not known: the earliest, the latest and
 * those between where the hours differ. A country that is not here is "unknown", and nothing that keeps quiet hours is sent.
 */
const zones: { [country: string]: string } = {
  AE: 'Asia/Dubai',
  AR: 'America/Argentina/Buenos_Aires',
  AT: 'Europe/Vienna',
  AU: 'Australia/Perth Australia/Adelaide Australia/Darwin Australia/Brisbane Australia/Sydney Australia/Lord_Howe',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  BH: 'Asia/Bahrain',
  BR: 'America/Rio_Branco America/Manaus America/Sao_Paulo America/Noronha',
  CA: 'America/Vancouver America/Whitehorse America/Edmonton America/Regina America/Winnipeg America/Toronto America/Atikokan America/Halifax America/Puerto_Rico America/St_Johns',
  CH: 'Europe/Zurich',
  CL: 'America/Santiago America/Punta_Arenas Pacific/Easter',
  CN: 'Asia/Shanghai',
  CO: 'America/Bogota',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid Atlantic/Canary',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GG: 'Europe/Guernsey',
  GR: 'Europe/Athens',
  HK: 'Asia/Hong_Kong',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IL: 'Asia/Jerusalem',
  IM: 'Europe/Isle_of_Man',
  IN: 'Asia/Kolkata',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  JE: 'Europe/Jersey',
  JP: 'Asia/Tokyo',
  KR: 'Asia/Seoul',
  LB: 'Asia/Beirut',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  MX: 'America/Tijuana America/Hermosillo America/Mazatlan America/Ciudad_Juarez America/Mexico_City America/Cancun',
  MY: 'Asia/Kuala_Lumpur',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  NZ: 'Pacific/Auckland Pacific/Chatham',
  PL: 'Europe/Warsaw',
  PT: 'Atlantic/Azores Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SA: 'Asia/Riyadh',
  SE: 'Europe/Stockholm',
  SG: 'Asia/Singapore',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TR: 'Europe/Istanbul',
  US: 'Pacific/Honolulu America/Adak America/Anchorage America/Los_Angeles America/Phoenix America/Denver America/Chicago America/New_York',
  ZA: 'Africa/Johannesburg',
};

/** IANA zones of an ISO 3166-1 alpha-2 country, or undefined when they are not known. */
export function zonesOfCountry(country: string): string[] | undefined {
  return Object.hasOwn(zones, country) ? zones[country]?.split(' ') : undefined;
}

/** The zone of a country that has one alone. */
export function onlyZoneOf(country: string): string | undefined {
  const [zone, ...others] = zonesOfCountry(country) ?? [];
  return others.length === 0 ? zone : undefined;
}

/** The country that a zone belongs to, where it belongs to one that is known here. */
export function countryOfZone(zone: string): string | undefined {
  return Object.keys(zones).find((country) => zones[country]?.split(' ').includes(zone));
}
