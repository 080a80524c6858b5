import type { PublishedTemplate } from './published.ts';

const known = new WeakMap<PublishedTemplate, Set<string>>();

/** The steps that a template speaks of in any of its languages, by `steps.<id>` or `steps["<id>"]`. Looked for once. */
export function namedIn(template: PublishedTemplate): ReadonlySet<string> {
  const found =
    known.get(template) ?? new Set(Array.from(JSON.stringify(template).matchAll(/\bsteps\W{1,5}([\w-]+)/g), ([, id]) => id ?? ''));
  known.set(template, found);
  return found;
}
