import type { PublishedTemplate } from './published.ts';

/** Whether a template shows variables under a name such as "score"; also true where it only says the word before a dot. */
export function speaksOf(template: PublishedTemplate, root: string): boolean {
  return rootsOf(template).has(root);
}

const roots = new WeakMap<PublishedTemplate, Set<string>>();

function rootsOf(template: PublishedTemplate): ReadonlySet<string> {
  const found = roots.get(template) ?? new Set(Array.from(JSON.stringify(template).matchAll(/\b([a-z]+)[.[]/g), ([, root]) => root ?? ''));
  roots.set(template, found);
  return found;
}

const known = new WeakMap<PublishedTemplate, Set<string>>();

/** The steps that a template speaks of in any of its languages, by `steps.<id>` or `steps["<id>"]`. Looked for once. */
export function namedIn(template: PublishedTemplate): ReadonlySet<string> {
  const found =
    known.get(template) ?? new Set(Array.from(JSON.stringify(template).matchAll(/\bsteps\W{1,5}([\w-]+)/g), ([, id]) => id ?? ''));
  known.set(template, found);
  return found;
}
