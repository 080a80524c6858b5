import { chance } from './chance.ts';

/** Rows of an uploaded list. */
export interface Guests {
  segment: string;
  /** The last day on which they hold, YYYY-MM-DD. */
  until: string;
  customers: string[];
}

/** Those of the built-in shop who asked for the spring things last year: the list of campaigns/segments/spring-guests.json. */
export function guestsAmong(customers: Iterable<string>): Guests {
  const asked = [...new Set(customers)].filter((id) => chance('guest', id) < 0.08);
  return { segment: 'spring-guests', until: '2027-04-30', customers: asked };
}
