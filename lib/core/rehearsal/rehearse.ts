import type { Activity } from '../activity.ts';
import { applyActivity } from '../enrollment/apply-activity.ts';
import { applyDue } from '../enrollment/apply-due.ts';
import { applyHint } from '../enrollment/apply-hint.ts';
import { applyNight } from '../enrollment/apply-night.ts';
import { applyNamedPoints, applySettlement } from '../enrollment/apply-points.ts';
import { creditedBy, enterNamed, namedBy } from '../enrollment/enter-named.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { activitiesIn } from '../enrollment/wanted.ts';
import type { LiveProgram } from '../loyalty/live-program.ts';
import { noLoyaltyChange } from '../loyalty/loyalty.ts';
import { addToDate, atLocal, type Instant, localDate, minute } from '../time.ts';
import { type Change, type Deed, type Life, type Living, type Told, take, tell } from './life.ts';
import { nextRuns, reach, startRun, waitAgain } from './runs.ts';
import { trySends } from './send.ts';

/** A life of years has some thousands. */
const mostEvents = 100_000;

/** At three in the morning of the first brand. */
const atNight = 180;

/**
 * One customer's life in virtual time, by the very decisions that the functions make: what she does, what comes due, what time
 * alone changes, and what of it is sent, held and dropped. Pure: the same life is told the same way, byte for byte. What many
 * customers share is not rehearsed: budgets, entries a day, the sending rate, orders to pause.
 */
export function rehearse(life: Life): Told[] {
  const living = begin(life);
  for (let events = 0; events < mostEvents; events += 1) {
    const next = nextEvent(living);
    if (!next || next.at > life.until) return living.told;
    next.act(next.at);
  }
  throw new RangeError(`more than ${mostEvents} things happened to one customer: shorten the time that is rehearsed`);
}

/** She as history and the first pass after publishing leave her. */
function begin(life: Life): Living {
  const { profile, contact, campaigns, settings, rhythm, liveFrom, programs = [], stored, older = [] } = life;
  const versions = [...campaigns, ...older];
  const inOrder = life.deeds.toSorted((one, other) => knownAt(one) - knownAt(other));
  const isPast = ({ activity }: Deed) => activity.occurredAt < liveFrom;
  const living: Living = {
    life,
    situation: {
      profile,
      contact,
      enrollments: stored?.enrollments ?? [],
      live: campaigns,
      version: (id, version) => versions.find((one) => one.id === id && one.version === version),
      settings,
      ...(rhythm && { rhythm }),
      ...(programs.length > 0 && {
        loyalty: { customer: profile.id, programs, accounts: stored?.accounts ?? [], orders: [], taken: [], change: noLoyaltyChange },
      }),
    },
    hints: new Map(stored?.hints.map((hint) => [hint.campaign, hint])),
    deeds: inOrder.filter((deed) => !isPast(deed)),
    changes: life.changes ?? [],
    waiting: [],
    selected: [],
    runs: new Map(life.decided),
    nextNight: nightAfter(life, liveFrom),
    planned: new Set(stored?.enrollments.flatMap(({ outbox }) => outbox.map(({ id }) => id))),
    asked: askedBy(versions, programs),
    told: [],
  };
  if (stored) {
    living.waiting = stored.messages.flatMap((message) => waitAgain(living, message));
    return living;
  }
  for (const { activity } of inOrder.filter(isPast)) {
    if (activity.customer === profile.id) take(living, applyActivity(living.situation, { ...activity, live: false }, liveFrom), liveFrom);
  }
  const existing = campaigns.filter(({ entry }) => entry.includeExisting).map(({ id }) => id);
  take(living, applyNight(living.situation, { stored: [...living.hints.values()], existing }, liveFrom), liveFrom);
  return living;
}

function knownAt({ toldAt, activity }: Deed): Instant {
  return toldAt ?? activity.occurredAt;
}

/** What a definition in force names; of what it asks by a segment, the campaign knows. */
function askedBy(campaigns: LiveCampaign[], programs: LiveProgram[]): ReadonlySet<string> {
  return new Set([
    ...activitiesIn([...campaigns, ...programs].map(({ definition }) => definition)),
    ...campaigns.flatMap(({ asked }) => [...asked]),
  ]);
}

interface Event {
  at: Instant;
  act(now: Instant): void;
}

/** The earliest; at one instant what she does comes first, and what is sent last. */
function nextEvent(living: Living): Event | undefined {
  const events: Event[] = [];
  const [change] = living.changes;
  if (change) events.push({ at: change.at, act: (now) => makeChange(living, change, now) });
  const [deed] = living.deeds;
  if (deed) events.push({ at: knownAt(deed), act: (now) => happen(living, deed, now) });
  for (const one of living.situation.enrollments) {
    if (one.dueAt !== null) events.push({ at: swept(one.dueAt), act: (now) => take(living, applyDue(living.situation, one, now), now) });
  }
  for (const { dueAt } of living.situation.loyalty?.accounts ?? []) {
    if (dueAt !== null) events.push({ at: swept(dueAt), act: (now) => take(living, applySettlement(living.situation, now), now) });
  }
  for (const hint of living.hints.values()) {
    if (hint.dueAt !== null)
      events.push({ at: swept(hint.dueAt), act: (now) => take(living, applyHint(living.situation, hint, now), now) });
  }
  for (const run of nextRuns(living)) {
    events.push({ at: swept(Math.max(run.occurrence.opensAt, living.life.liveFrom)), act: (now) => startRun(living, run, now) });
  }
  for (const one of living.selected) events.push({ at: swept(one.dueAt), act: (now) => reach(living, one, now) });
  events.push({ at: living.nextNight, act: (now) => passNight(living, now) });
  for (const { dueAt } of living.waiting) events.push({ at: dueAt, act: (now) => trySends(living, now) });
  return events.reduce<Event | undefined>((first, event) => (first && first.at <= event.at ? first : event), undefined);
}

/** What is due is found by the sweep of its minute. */
function swept(dueAt: Instant): Instant {
  return Math.ceil(dueAt / minute) * minute;
}

function makeChange(living: Living, { existing, change }: Change, now: Instant): void {
  living.changes = living.changes.slice(1);
  living.situation = change(living.situation);
  if (existing) take(living, applyNight(living.situation, { stored: [...living.hints.values()], existing }, now), now);
}

function happen(living: Living, deed: Deed, now: Instant): void {
  living.deeds = living.deeds.filter((one) => one !== deed);
  const activity = answered(living, deed);
  const { profile, live } = living.situation;
  if (activity.customer === profile.id) take(living, applyActivity(living.situation, { ...activity, live: true }, now), now);
  const { named, why } = namedBy(live, activity);
  for (const reason of why) tell(living, { what: 'because', at: now, campaign: reason.campaign, reason });
  const her = named.find(({ customer }) => customer === profile.id);
  if (her) take(living, enterNamed(living.situation, { activity, campaigns: her.campaigns }, now), now);
  const { programs = [] } = living.life;
  if (creditedBy(programs, activity).has(profile.id)) take(living, applyNamedPoints(living.situation, activity, now), now);
}

/** What an answer tells of the message that it answers. */
function answered({ told }: Living, { activity, answers }: Deed): Activity {
  if (!answers) return activity;
  const { campaign, step } = answers;
  const last = told.findLast((one) => (one.what === 'sent' || one.what === 'notice') && one.campaign === campaign && one.step === step);
  const occurrence = last && 'occurrence' in last ? { occurrence: last.occurrence } : {};
  return { ...activity, data: { campaign, step, ...occurrence, ...activity.data } };
}

function passNight(living: Living, now: Instant): void {
  living.nextNight = nightAfter(living.life, now);
  take(living, applyNight(living.situation, { stored: [...living.hints.values()] }, now), now);
}

function nightAfter({ settings }: Life, now: Instant): Instant {
  const zone = settings.brands[0]?.zone ?? 'UTC';
  const today = localDate(now, zone);
  const tonight = atLocal(today, atNight, zone);
  return tonight > now ? tonight : atLocal(addToDate(today, { months: 0, days: 1, ms: 0 }), atNight, zone);
}
