const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Names that files use and Intl does not. */
const otherNames: { [name: string]: string } = {
  eire: 'IE',
  usa: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  rsa: 'ZA',
  'hong kong': 'HK',
  'czech republic': 'CZ',
  korea: 'KR',
  'south korea': 'KR',
  turkey: 'TR',
  macau: 'MO',
  russia: 'RU',
  'viet nam': 'VN',
  holland: 'NL',
  'the netherlands': 'NL',
};

let codes: Map<string, string> | undefined;

/** ISO 3166-1 alpha-2 of a code or an English name; undefined for what names no country ("Unspecified", "European Community"). */
export function countryCode(text: string): string | undefined {
  codes ??= knownCountries();
  return codes.get(text.trim().toLowerCase());
}

function knownCountries(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const known = new Map<string, string>();
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    const name = names.of(code);
    // Deprecated codes share the name of their successor (DD is Germany too).
    if (name === undefined || new Intl.Locale(`und-${code}`).region !== code || notCountries.has(code)) continue;
    known.set(code.toLowerCase(), code);
    if (!known.has(name.toLowerCase())) known.set(name.toLowerCase(), code);
  }
  for (const [name, code] of Object.entries(otherNames)) known.set(name, code);
  return known;
}

/** Regions that CLDR names, yet no postal address is in. */
const notCountries = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'QO', 'ZZ', 'CP', 'DG', 'EA', 'IC', 'TA', 'AC', 'CQ']);
