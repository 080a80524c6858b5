import type { Mutation } from './mutation.ts';

/** The mutation of this name; nothing for none. */
export async function mutationNamed(name: string | undefined): Promise<Mutation | undefined> {
  if (name === undefined) return undefined;
  const { mutations } = await import('./mutations.ts');
  const found = mutations.find((mutation: Mutation) => mutation.name === name);
  if (!found)
    throw new Error(`there is no mutation "${name}"; there are ${mutations.map((mutation: Mutation) => mutation.name).join(', ')}`);
  return found;
}
