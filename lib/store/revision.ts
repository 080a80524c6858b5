import type { Condition, Item } from '../world.ts';

/** Each publication numbers the settings item one higher, so that of two at once one is told. */
export function nextRevision(settings: Item | undefined): number {
  return 1 + (typeof settings?.revision === 'number' ? settings.revision : 0);
}

/** Of the settings item: nobody has published since it was read. */
export function unpublishedSince(settings: Item | undefined): Condition {
  if (!settings) return { absent: ['pk'] };
  const { revision } = settings;
  return { all: [{ present: ['pk'] }, revision === undefined ? { absent: ['revision'] } : { equals: [['revision'], revision] }] };
}
