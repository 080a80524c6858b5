import type { Profile } from '../customer.ts';
import { type Instant, localDate } from '../time.ts';
import { flipHints, lookAtSegments } from './segment-memory.ts';
import { type Decision, type Situation, zoneOf } from './situation.ts';

type Row = NonNullable<Profile['lists']>[string];

/** A profile is read with every message: it holds no more lists, and no longer rows, as JSON. */
export const mostLists = 10;
export const longestRow = 500;

/**
 * What follows when a list says something of a customer, or (`undefined`) no longer names her: her row, and the segments that
 * she comes into or leaves by it. Rows that have expired make room. `same`: it stands so already. `full`: she stands on ten
 * other lists that still hold, and nothing is changed.
 */
export function applyRow(
  before: Situation,
  { segment, row }: { segment: string; row: Row | undefined },
  now: Instant,
): Decision | 'same' | 'full' {
  const { profile, settings } = before;
  const today = localDate(now, zoneOf(before, settings.brands[0]?.zone ?? 'UTC'));
  if (text(profile.lists?.[segment]) === text(row)) return 'same';
  const others = Object.entries(profile.lists ?? {}).filter(([list, { until }]) => list !== segment && until >= today);
  if (row && others.length >= mostLists) return 'full';
  const entries = [...others, ...(row ? [[segment, row] as const] : [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const { lists: _, ...rest } = profile;
  const changed: Profile = entries.length === 0 ? rest : { ...rest, lists: Object.fromEntries(entries) };
  const looked = lookAtSegments({ ...before, profile: changed }, now, profile);
  return { profile: looked.profile, enrollments: [], hints: flipHints(looked.flips, now), why: [] };
}

function text(row: Row | undefined): string {
  return row ? JSON.stringify([row.until, Object.entries(row.row).sort(([a], [b]) => (a < b ? -1 : 1))]) : '';
}
