import type { Campaign } from '../core/definition/campaign.ts';
import { showResult } from './check.ts';
import { type Definitions, loadDefinitions } from './definitions.ts';
import { didYouMean } from './suggest.ts';

/**
 * The definitions of a folder, or of a file with those `beside` it, when they are right. Rejects with every error; `what` says what
 * was not done because of them.
 */
export async function loadRight(path: string, what: string, beside?: string): Promise<Definitions> {
  const { definitions, problems, files } = await loadDefinitions(path, undefined, beside);
  if (definitions) return definitions;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) throw new Error(`${what}: the definitions have errors; "rapport check" shows them`);
  throw new Error(`${what}:\n${showResult({ problems: errors, errors: errors.length, warnings: 0, files })}`);
}

/** One campaign of these, by its id. Throws with the nearest when there is none. */
export function oneOf({ campaigns }: Definitions, id: string): Campaign {
  const found = campaigns.find(({ value }) => value.id === id);
  if (found) return found.value;
  throw unknownOne(
    'campaign',
    id,
    campaigns.map(({ value }) => value.id),
  );
}

/** There is none of that id, but perhaps one that was meant. */
export function unknownOne(what: string, given: string, allowed: string[]): Error {
  const meant = didYouMean({ given, allowed });
  return new Error(
    `there is no ${what} "${given}"; there are ${allowed.join(', ') || 'none'}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}
