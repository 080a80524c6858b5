import type { Entered } from './enrollment/enter.ts';

const refused: Record<NonNullable<Entered['refused']>, string> = {
  'campaign-ended': 'the campaign had ended',
  'not-started': 'the campaign had not started',
  'too-late': 'it was told too late',
  'no-key': 'what tells one entry from another was missing or too long',
  'times-per-customer': 'she had been in as often as the campaign allows',
  cancelled: 'the campaign was cancelled after that',
  'inside-already': 'she was inside already',
  reentry: 're-entry did not let her in again',
  'too-many-campaigns': 'she was inside as many campaigns as one customer can be',
  'not-in-audience': 'she was not in the audience',
  'entries-per-day': 'the entries of the day were taken',
};

/** Why somebody who came to a campaign did not enter, as a person reads it; the code itself where there is no sentence. */
export function refusalInWords(code: string): string {
  const all: Record<string, string> = refused;
  return all[code] ?? code;
}
