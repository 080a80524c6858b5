import { explainTest } from '../audience/explain.ts';
import { rowsOf } from '../audience/lists.ts';
import { isoText } from '../date-text.ts';
import { isHeldOut, isUniversallyHeldOut } from '../experiment/arms.ts';
import { beganAt } from '../standing-orders.ts';
import { addDuration, type Instant, instantText, localDate } from '../time.ts';
import { type Advanced, advance } from './advance.ts';
import type { Enrollment, Json, Reason, Window } from './enrollment.ts';
import { encode, longestKey, occurrenceOf, sameKey } from './occurrence.ts';
import type { LiveCampaign } from './program.ts';
import { ended, isCancelled, isForgettable, oldestEntry, type Situation, subjectOf, zoneOf } from './situation.ts';
import { windowsFrom } from './windows.ts';

/** More at once than this is a mistake in the definitions, and would not fit into one transaction. */
const mostInside = 25;

/** What would enter her: an activity or a date. `at` is when it happened. */
export interface Occasion {
  at: Instant;
  /** What makes this occurrence one where the campaign has no key: an activity id, a year, a date. */
  occurrence: string;
  data: { [property: string]: Json };
  /** In words, "order.placed ord-1". */
  what: string;
  /** One of the day's entries was kept for her. */
  placed?: boolean;
  /** The run of a scheduled campaign that selected her, and where she stands in its pages. */
  run?: { occurrence: string; place: string; startedAt?: Instant };
  now: Instant;
}

export type Entered = Omit<Advanced, 'enrollment'> & {
  enrollment: Enrollment | undefined;
  /** Nothing but the number of entries kept her out: the first day that has room. */
  roomOn?: string;
  /** Why she did not enter, as it is counted. */
  refused?: Refusal['code'];
};

/** Why somebody does not enter: as it is counted, and in words. */
interface Refusal {
  code:
    | 'campaign-ended'
    | 'not-started'
    | 'too-late'
    | 'no-key'
    | 'times-per-customer'
    | 'cancelled'
    | 'inside-already'
    | 'reentry'
    | 'too-many-campaigns'
    | 'not-in-audience'
    | 'entries-per-day';
  because: string;
}

/** Enters her if every rule of entry lets her in, and runs the first steps. The reasons say why, or why not. */
export function enter(situation: Situation, campaign: LiveCampaign, occasion: Occasion): Entered {
  const refusal = refusalOf(situation, campaign, occasion);
  const refused = ({ code, because }: Refusal) => {
    const why = { campaign: campaign.id, verdict: 'not-entered' as const, because: `${occasion.what}: ${because}`, code };
    return { ...outside(situation, why), refused: code };
  };
  if ('code' in refusal) return refused(refusal);
  const { now } = occasion;
  const roomOn = occasion.placed ? undefined : situation.full?.get(campaign.id);
  if (roomOn !== undefined)
    return { ...refused(refuse('entries-per-day', `the ${campaign.limits.entriesPerDay} entries of the day are taken`)), roomOn };
  const enrollment = begin(situation, campaign, { ...refusal, occasion });
  if (enrollment.status === 'held-out') {
    return {
      ...outside(situation, {
        campaign: campaign.id,
        verdict: 'held-out',
        because: `${occasion.what}: she is in the ${enrollment.heldOutBy ? 'universal ' : ''}control group`,
      }),
      enrollment,
    };
  }
  const advanced = advance(enrollment, campaign.first, { situation, campaign, at: occasion.at, now });
  const entered = {
    campaign: campaign.id,
    verdict: 'entered' as const,
    because: `${occasion.what}, at ${instantText(occasion.at, 'UTC')} UTC`,
  };
  return { ...advanced, why: [entered, ...advanced.why] };
}

/** Hers that this occasion meets: the latest of the same key, that of the same activity, or the only one. */
export function latestOf(
  { enrollments }: Pick<Situation, 'enrollments'>,
  { id, entry }: LiveCampaign,
  { data, occurrence }: Pick<Occasion, 'data' | 'occurrence'>,
): Enrollment | undefined {
  const meets = (one: Enrollment) => {
    if (one.campaign !== id || one.keyed !== entry.sideBySide) return false;
    if (!entry.sideBySide) return true;
    return entry.key === undefined ? one.occurrence === encode(occurrence) : sameKey(one.trigger[entry.key], data[entry.key]);
  };
  const hers = enrollments.filter(meets);
  return hers.reduce<Enrollment | undefined>((last, one) => (last === undefined || one.enteredAt > last.enteredAt ? one : last), undefined);
}

/** Inside with steps still to come: a second entry would overtake them. */
export function isOnItsWay(enrollment: Enrollment | undefined): boolean {
  return enrollment?.status === 'inside' && enrollment.position !== null;
}

/**
 * In the control group, while those who entered would be inside: until the goal, or its window's end. Without a wait nobody
 * stays inside, so nobody of the control group does.
 */
function isHeldInside(last: Enrollment | undefined, { nodes, goal }: LiveCampaign, at: Instant): boolean {
  if (last?.status !== 'held-out' || !last.goal || at > last.goal.until || (last.ended && !goal?.stay)) return false;
  return [...nodes.values()].some(({ verb }) => verb.startsWith('wait'));
}

interface Admission {
  occurrence: string;
  /** What stands under the same item now. */
  last: Enrollment | undefined;
}

function refusalOf(situation: Situation, campaign: LiveCampaign, occasion: Occasion): Refusal | Admission {
  const { entry } = campaign;
  if (occasion.at < campaign.startsAt) return refuse('not-started', `the campaign starts on ${campaign.definition.starts}`);
  if (occasion.at >= campaign.endsAt) return refuse('campaign-ended', `the campaign ended with ${campaign.definition.ends}`);
  if (addDuration(occasion.at, oldestEntry, 'UTC') < occasion.now)
    return refuse('too-late', `it is told ${oldestEntry.days} days late or more`);
  const last = latestOf(situation, campaign, occasion);
  const occurrence = occurrenceOf(campaign, occasion, last);
  if (occurrence === undefined) return refuse('no-key', `"${entry.key}" is not known, or longer than ${longestKey} characters`);
  const entries = situation.enrollments.filter((one) => one.campaign === campaign.id).reduce((sum, one) => sum + one.entries, 0);
  if (entries >= entry.timesPerCustomer)
    return refuse('times-per-customer', `she was in ${entries} times, and ${entry.timesPerCustomer} is the most`);
  const began = beganAt({ enteredAt: occasion.at, ...startOf(occasion) });
  if (isCancelled(situation, campaign.id, began)) return refuse('cancelled', 'the campaign was cancelled after that');
  const leaves = last !== undefined && isCancelled(situation, campaign.id, beganAt(last));
  const inside = (isOnItsWay(last) || isHeldInside(last, campaign, occasion.at)) && !leaves;
  const again = refusedReentry(campaign, occasion, { last, inside });
  if (again !== undefined) return again;
  if (situation.enrollments.filter(isOnItsWay).length >= mostInside)
    return refuse('too-many-campaigns', `she is inside ${mostInside} campaigns, which is the most`);
  if (entry.audience) {
    const subject = { ...subjectOf(situation, campaign), trigger: triggerOf(situation, campaign, occasion) };
    const { verdict, because } = explainTest(entry.audience, subject, occasion.now);
    if (verdict !== true) return refuse('not-in-audience', `not in the audience: ${because}`);
  }
  return { occurrence, last };
}

const refuse = (code: Refusal['code'], because: string): Refusal => ({ code, because });

function refusedReentry(
  campaign: LiveCampaign,
  occasion: Occasion,
  { last, inside }: { last: Enrollment | undefined; inside: boolean },
): Refusal | undefined {
  if (last === undefined) return undefined;
  const { reentry, reentryText } = campaign.entry;
  if (campaign.entry.key === undefined && last.occurrence === encode(occasion.occurrence))
    return refuse('reentry', 'it has entered her before');
  if (inside) return refuse('inside-already', 'she is inside already');
  if (occasion.at < last.enteredAt) return refuse('reentry', 'something later has entered her before');
  if (reentry === 'never') return refuse('reentry', 're-entry is never, and she was in');
  if (reentry === 'always' || occasion.at >= addDuration(last.enteredAt, reentry, campaign.zone)) return undefined;
  return refuse('reentry', `re-entry is after ${reentryText}, and she entered on ${localDate(last.enteredAt, campaign.zone)}`);
}

/** trigger.*: the properties of what entered her, the local date and the instant, and her rows on the lists that the entry names. */
export function triggerOf(
  situation: Pick<Situation, 'profile' | 'contact'>,
  campaign: LiveCampaign,
  { at, data }: Pick<Occasion, 'at' | 'data'>,
): Enrollment['trigger'] {
  const zone = zoneOf(situation, campaign.zone);
  const rows = rowsOf(situation.profile, campaign.lists, { zone, now: at });
  return { ...rows, date: localDate(at, zone), occurredAt: isoText(at), ...data };
}

/** The goal's window, counted from entry. */
export function goalFrom(situation: Situation, campaign: LiveCampaign, at: Instant): Enrollment['goal'] {
  if (!campaign.goal) return null;
  return { until: addDuration(at, campaign.goal.within, zoneOf(situation, campaign.zone)), reachedAt: null };
}

function begin(
  situation: Situation,
  campaign: LiveCampaign,
  { occasion, occurrence, last }: Admission & { occasion: Occasion },
): Enrollment {
  const keyed = campaign.entry.sideBySide;
  const before = keyed ? undefined : last;
  const goal = goalFrom(situation, campaign, occasion.at);
  const as = heldOutBy(situation, campaign);
  const run = occasion.run && { run: occasion.run.occurrence };
  const hers = situation.enrollments.filter((one) => one.campaign === campaign.id);
  const measured = windowsFrom(hers, before, { from: occasion.at, until: goal?.until ?? 0, ...run, ...(as && { as }) });
  const fresh: Enrollment = {
    campaign: campaign.id,
    version: campaign.version,
    occurrence,
    keyed,
    forgettable: keyed && isForgettable(campaign),
    status: 'inside',
    position: campaign.first,
    enteredAt: occasion.at,
    dueAt: null,
    waiting: null,
    trigger: triggerOf(situation, campaign, occasion),
    steps: {},
    goal,
    ...(measured.length > 0 && { measured }),
    outbox: before?.outbox ?? [],
    planned: before?.planned ?? 0,
    heldOut: before?.heldOut ?? 0,
    entries: (before?.entries ?? 0) + 1,
    ended: null,
    ...(occasion.run && { ...run, place: occasion.run.place }),
    ...startOf(occasion),
  };
  if (!as) return fresh;
  const held: Enrollment = {
    ...fresh,
    ...(as === 'universal' && { heldOutBy: as }),
    status: 'held-out',
    position: null,
    planned: fresh.planned + 1,
    heldOut: fresh.heldOut + 1,
    dueAt: goal?.until ?? null,
  };
  return goal ? held : ended(held, occasion.at, { because: 'completed', detail: 'in the control group' });
}

function startOf({ run }: Pick<Occasion, 'run'>): Pick<Enrollment, 'runStartedAt'> {
  return run?.startedAt === undefined ? {} : { runStartedAt: run.startedAt };
}

/**
 * The draw that holds her out. The universal control group gets no marketing, of any campaign, so it is the control group of
 * none; what is owed to a customer is not held from her.
 */
export function heldOutBy({ profile, settings }: Pick<Situation, 'profile' | 'settings'>, campaign: LiveCampaign): Window['as'] {
  if (campaign.class === 'marketing' && isUniversallyHeldOut(profile.id, settings.holdout)) return 'universal';
  return isHeldOut(profile.id, campaign.id, campaign.entry.holdout) ? 'heldOut' : undefined;
}

function outside({ profile, loyalty, spent }: Situation, why: Reason): Entered {
  return { enrollment: undefined, profile, loyalty, spent, pauseUntil: undefined, why: [why] };
}
