import type { Settings } from '../core/definition/settings.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { addToDate, atLocal, day, type Instant, localDate } from '../core/time.ts';
import { contentHash } from '../store/keys.ts';
import type { PassStart } from '../store/passes.ts';

/** A pass of every night has the name of its date. */
export function nightly(date: string): PassStart {
  return { name: date, existing: [], versions: {} };
}

/** A watch that takes longer gives way to the next, which looks at all that was left. */
const watchTakes = day;

/**
 * The watch of this night, named by its date, or the one over everything that a person asked for since. One that is under way goes
 * on.
 */
export function watchStart(
  before: PassStart | undefined,
  { isOpen, asked, now, zone }: { isOpen: boolean; asked: Instant | undefined; now: Instant; zone: string },
): PassStart {
  const { watch } = before ?? {};
  if (asked !== undefined && asked > (watch?.askedAt ?? 0)) return { ...nightly(`asked-${asked}`), watch: { at: now, askedAt: asked } };
  const isStuck = isOpen && watch !== undefined && now - watch.at > watchTakes;
  if (before && isOpen && !isStuck) return before;
  const tonight = localDate(now, zone);
  if (before?.name === tonight) return before;
  const since = (isStuck ? watch.since : watch?.at) ?? now - 2 * day;
  return { ...nightly(tonight), watch: { at: now, since, ...(watch?.askedAt !== undefined && { askedAt: watch.askedAt }) } };
}

/** What is passed over for: triggers that wait for a customer rather than she for them, and what is counted of her. */
export function wantsOf(live: readonly LiveCampaign[]): { versions: { [campaign: string]: string }; needs: string[] } {
  const waiting = live.filter(({ entry }) => ['date', 'lapse', 'segment'].includes(entry.trigger.kind));
  const needs = [...new Set(live.flatMap((campaign) => campaign.needs.map(({ id }) => id)))].sort();
  return { versions: Object.fromEntries(waiting.map(({ id, version }) => [id, version])), needs };
}

export function isWanted({ versions, needs }: ReturnType<typeof wantsOf>): boolean {
  return Object.keys(versions).length > 0 || needs.length > 0;
}

/** A pass after publishing. What was out of force in between is wanted anew: its name holds since when. */
export function published(
  live: readonly LiveCampaign[],
  before: PassStart | undefined,
  { isOpen, since }: { isOpen: boolean; since: Instant | undefined },
): PassStart {
  const wants = wantsOf(live);
  const { versions } = wants;
  const invites = live.filter(({ id, entry }) => versions[id] !== undefined && entry.includeExisting).map(({ id }) => id);
  const existing = invites.filter((id) => before?.versions[id] !== versions[id] || (isOpen && before?.existing.includes(id)));
  return { name: contentHash([wants, since ?? null]), existing, versions, ...(since !== undefined && { since }) };
}

/** At three in the morning of the first brand. */
const atNight = 180;

/** The next night in a zone. */
export function nextNight(zone: string, now: Instant): Instant {
  const today = localDate(now, zone);
  const tonight = atLocal(today, atNight, zone);
  return tonight > now ? tonight : atLocal(addToDate(today, { months: 0, days: 1, ms: 0 }), atNight, zone);
}

/** Nights are those of the first brand. */
export function zoneOf({ brands }: Settings): string {
  return brands[0]?.zone ?? 'UTC';
}
