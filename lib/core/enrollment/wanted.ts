/** The types of activities that a definition, a segment or a list of them names in triggers, goals, exits, waits and conditions. */
export function activitiesIn(definition: unknown): Set<string> {
  const found = new Set<string>();
  visit(definition, (value) => {
    if ('activity' in value && typeof value.activity === 'string') found.add(value.activity);
  });
  return found;
}

/** Those that conditions count: what stands in a `did`. */
export function countedIn(definition: unknown): Set<string> {
  const found = new Set<string>();
  visit(definition, (value) => {
    if ('did' in value) for (const activity of activitiesIn(value.did)) found.add(activity);
  });
  return found;
}

function visit(value: unknown, look: (value: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  look(value);
  for (const inner of Object.values(value)) visit(inner, look);
}
