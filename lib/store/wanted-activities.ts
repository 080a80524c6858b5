import { activitiesIn } from '../core/enrollment/wanted.ts';
import { day, type Instant } from '../core/time.ts';
import type { Item } from '../world.ts';
import { fromJson } from './json.ts';

/**
 * The types of activities of messages and of points that a definition in force names, with null; those that none names any more stand with
 * the instant until which customers inside an older version may still wait for them.
 */
export type WantedActivities = { [type: string]: Instant | null };

const asked = /^(email|sms|points|tier|reward)\./;
/** Nobody stays inside an older version for longer. */
const waitedFor = 180 * day;

/** What is wanted when a publication is put in force; `known` is the item of the settings before. */
export function wantedFrom(
  { campaigns, segments, programs = [] }: { campaigns: { status: string }[]; segments: unknown[]; programs?: { status: string }[] },
  known: Item | undefined,
  now: Instant,
): WantedActivities {
  const definitions = [[...campaigns, ...programs].filter(({ status }) => status === 'live'), segments];
  const named = [...activitiesIn(definitions)].filter((type) => asked.test(type)).sort();
  const before = known?.wanted === undefined ? {} : fromJson<WantedActivities>(known.wanted);
  const rest = Object.entries(before).filter(([type, until]) => !named.includes(type) && (until === null || until > now));
  return Object.fromEntries([
    ...rest.map(([type, until]): [string, Instant] => [type, until ?? now + waitedFor]),
    ...named.map((type): [string, null] => [type, null]),
  ]);
}

/** Each message tells of several things; only what somebody waits for or counts is worth an activity. */
export function isWanted(wanted: WantedActivities, type: string, now: Instant): boolean {
  const until = wanted[type];
  return until === null || (until !== undefined && until > now);
}
