import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A phone number in E.164, or nothing when it is none; one without its country code is of `country` (ISO 3166-1 alpha-2). */
export function phoneNumber(text: string, country?: string): string | undefined {
  // Spreadsheets guard a leading plus with an apostrophe; people write 00 for it.
  const bare = text.trim().replace(/^'/, '').replace(/^00/, '+');
  const number = parsePhoneNumberFromString(bare, country !== undefined && isSupportedCountry(country) ? country : undefined);
  // Numbers for examples and new ranges are no number's of today, and still well formed.
  return number?.isPossible() ? number.number : undefined;
}
