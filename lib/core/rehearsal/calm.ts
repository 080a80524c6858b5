import { instantFrom } from '../audience/compare.ts';
import { type FoundLeaf, leavesOf } from '../audience/leaves.ts';
import { compilePath } from '../audience/paths.ts';
import type { Profile } from '../customer.ts';
import type { DidLeaf, FieldLeaf } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';
import type { Settings } from '../definition/settings.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { type Known, subjectOf } from '../enrollment/situation.ts';
import { ratesOf } from '../money.ts';
import { addDuration, type CalendarDuration, day, durationOf, type Instant } from '../time.ts';

/**
 * Until when nothing that a night looks at can change for a customer by time alone: as long as her profile and her hints stay
 * as they are, nights before that instant find nothing. `now` or earlier = the next night must be asked. Never later than the
 * truth, often earlier.
 */
export type Calm = (known: Known, now: Instant) => Instant;

type Look = (known: Known, now: Instant) => Instant;

/** No calendar makes a duration longer than so many milliseconds, but for changes of the clock. */
export function longestOf({ months, days, ms }: CalendarDuration): number {
  return (31 * months + days) * day + ms;
}

/** Month ends and changes of the clock may bring a day nearer by less than this. */
const slack = 4 * day;

/**
 * From what the segments that enter customers ask, and the dates that do. `restless`: the campaigns that ask a score or points, which
 * may change every night; the calm is that of the others.
 */
export function calmOf(
  campaigns: readonly LiveCampaign[],
  segments: readonly Segment[],
  settings: Settings,
): { calm: Calm; restless: LiveCampaign[] } {
  const looks = campaigns.map((campaign) => looksOf(campaign, segments, settings));
  const isRestless = (index: number) => looks[index]?.includes(always) === true;
  return {
    calm: until(looks.flatMap((of, index) => (isRestless(index) ? [] : of))),
    restless: campaigns.filter((_, index) => isRestless(index)),
  };
}

/** The same for whom a run selects: as long as her consents stay as they are, too. */
export function audienceCalm(campaign: LiveCampaign, segments: readonly Segment[], settings: Settings): Calm {
  const leaves = leavesOf(campaign.definition.entry.audience, segments);
  return until(
    leaves.flatMap((leaf) => ('field' in leaf && leaf.field.startsWith('trigger.') ? [always] : looksAt(leaf, campaign, settings))),
  );
}

/** Whether for its audience nothing of her matters but her consents. */
export function asksConsentsAlone({ definition }: LiveCampaign, segments: readonly Segment[]): boolean {
  return leavesOf(definition.entry.audience, segments).every((leaf) => 'field' in leaf && leaf.field.startsWith('consent.'));
}

function until(looks: Look[]): Calm {
  return (known, now) => {
    let first = listsHold(known.profile, now);
    for (const look of looks) {
      if (first <= now) break;
      first = Math.min(first, look(known, now));
    }
    return first;
  };
}

function looksOf(campaign: LiveCampaign, segments: readonly Segment[], settings: Settings): Look[] {
  const { trigger } = campaign.definition.entry;
  if ('date' in trigger) return isRestless(trigger.date) ? [always] : [];
  if (!('segment' in trigger)) return [];
  return leavesOf({ segment: trigger.segment }, segments).flatMap((leaf) => looksAt(leaf, campaign, settings));
}

function looksAt(leaf: FoundLeaf, campaign: LiveCampaign, settings: Settings): Look[] {
  if ('list' in leaf) return [];
  if ('did' in leaf) return windowLook(leaf, campaign);
  if (isRestless(leaf.field)) return [always];
  return [...windowLook(leaf, campaign), ...ageLook(leaf, campaign, settings)];
}

const always: Look = () => -Infinity;

function isRestless(path: string): boolean {
  return path.startsWith('score.') || path.startsWith('points.');
}

/** A day bucket leaves its window, or the one before it. */
function windowLook({ within }: FieldLeaf | DidLeaf, campaign: LiveCampaign): Look[] {
  if (within === undefined) return [];
  const duration = durationOf(within);
  if (duration.ms > 0) return [always];
  const twice = { months: 2 * duration.months, days: 2 * duration.days, ms: 0 };
  return [
    (known, now) => {
      const { zone } = subjectOf(known, campaign);
      let until = Infinity;
      for (const number of daysOf(known.profile)) {
        const bucket = (number + 1) * day;
        until = Math.min(until, nextOf(bucket, { duration, zone, now }), nextOf(bucket, { duration: twice, zone, now }));
      }
      return until;
    },
  ];
}

function nextOf(at: Instant, { duration, zone, now }: { duration: CalendarDuration; zone: string; now: Instant }): Instant {
  // Longer ago than that by any calendar.
  if (at + longestOf(duration) + slack < now) return Infinity;
  const leaves = addDuration(at, duration, zone);
  return now > leaves + slack ? Infinity : leaves - slack;
}

function daysOf({ orders, activities, counts = {} }: Profile): number[] {
  const records = [orders, ...Object.values(activities), ...Object.values(counts)];
  return records.flatMap((record) =>
    record === 0 ? [] : [...record.days.map(([number]) => number), ...(record.droppedDay === null ? [] : [record.droppedDay])],
  );
}

/** A value grows older than what is asked. */
function ageLook({ field, olderThan, newerThan }: FieldLeaf, campaign: LiveCampaign, settings: Settings): Look[] {
  const ages = [olderThan, newerThan].flatMap((text) => (text === undefined ? [] : [durationOf(text)]));
  if (ages.length === 0) return [];
  const read = compilePath(field, { rates: ratesOf(settings), where: `campaign ${campaign.id}` });
  return [
    (known, now) => {
      const subject = subjectOf(known, campaign);
      const instants = read(subject, now).values.flatMap((value) => instantFrom(value, subject.zone) ?? []);
      const flips = instants.flatMap((at) => ages.map((age) => addDuration(at, age, subject.zone)));
      return Math.min(Infinity, ...flips.filter((at) => at > now));
    },
  ];
}

/** A row goes in the night after its last day, wherever she is. */
function listsHold({ lists }: Profile, now: Instant): Instant {
  if (!lists) return Infinity;
  const ends = Object.values(lists).map(({ until }) => Date.parse(`${until}T00:00:00Z`));
  return Math.min(Infinity, ...ends.map((at) => (Number.isNaN(at) ? now : at)));
}
