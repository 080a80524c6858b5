import type { Activity } from '../activity.ts';
import { applyActivity, type Decision } from '../enrollment/apply-activity.ts';
import { applyDue } from '../enrollment/apply-due.ts';
import { applyHint } from '../enrollment/apply-hint.ts';
import { applyHistory } from '../enrollment/apply-history.ts';
import { applyNight } from '../enrollment/apply-night.ts';
import { applyNamedPoints, applySettlement } from '../enrollment/apply-points.ts';
import type { DateHint, Enrollment } from '../enrollment/enrollment.ts';
import { creditedBy, enterNamed, namedBy } from '../enrollment/enter-named.ts';
import { lapseOf, repairedHints } from '../enrollment/hints.ts';
import { lookAtSegments } from '../enrollment/segment-memory.ts';
import { noLoyaltyChange } from '../loyalty/loyalty.ts';
import type { Instant } from '../time.ts';
import { dueIn, hintIn, runIn, swept } from './agenda.ts';
import { type Change, type Deed, isKnown, type Life, type Run, type Told } from './life.ts';
import { arrive, firstFrom, type Living, learnCounts, lookAgain, type Selected, take, tell, wake } from './living.ts';
import { reach, startRuns, waitAgain } from './runs.ts';
import { trySends } from './send.ts';
import { type Stage, stageOf } from './stage.ts';

/** A life of years has some thousands. */
const mostEvents = 100_000;

/**
 * One customer's life in virtual time, by the very decisions that the functions make: what she does, what comes due, what time
 * alone changes, and what of it is sent, held and dropped. Pure: the same life is told the same way, byte for byte. What many
 * customers share is known only by `shared`: budgets and entries a day; the sending rate and orders to pause are not rehearsed.
 */
export function rehearse(life: Life): Told[] {
  return play(life, stageOf(life)).told;
}

/** The same on a stage that is ready, and how everything stands at the end. Throws when it does not come to an end. */
export function play(life: Life, stage: Stage): Living {
  const living = begin(life, stage);
  for (let events = 0; events < mostEvents; events += 1) {
    const next = nextEvent(living);
    if (next.at > life.until) {
      learnCounts(living, life.until);
      return living;
    }
    arrive(living, next.at);
    act(living, next);
  }
  throw new RangeError(`more than ${mostEvents} things happened to one customer: shorten the time that is rehearsed`);
}

/** She as history and the first pass after publishing leave her. */
function begin(life: Life, stage: Stage): Living {
  const { profile, contact, campaigns, settings, rhythm, figures, pools, liveFrom, programs = [], changes = [], stored } = life;
  const inOrder = life.deeds.toSorted((one, other) => knownAt(one) - knownAt(other));
  const isPast = ({ activity }: Deed) => activity.occurredAt < liveFrom;
  // Without a campaign that lapses by it, nothing happens because the shop was counted.
  const countsWait = stage.calm !== undefined && stage.rhythmic.length === 0;
  const living: Living = {
    life,
    stage,
    situation: {
      profile,
      contact: contact && { ...contact, claims: {} },
      enrollments: stored?.enrollments ?? [],
      live: campaigns,
      version: stage.version,
      settings,
      needs: stage.needs,
      rhythm,
      shop: figures,
      ...(pools && { pools }),
      ...life.shared?.left,
      loyalty:
        programs.length > 0
          ? { customer: profile.id, programs, accounts: stored?.accounts ?? [], orders: [], taken: [], change: noLoyaltyChange }
          : undefined,
    },
    hints: new Map(stored?.hints.map((hint) => [hint.campaign, hint])),
    deeds: inOrder.filter((deed) => !isPast(deed)),
    changes: countsWait ? changes.filter(({ counts }) => !counts) : [...changes],
    counts: countsWait ? changes.filter(({ counts }) => counts) : [],
    waiting: [],
    selected: [],
    runs: new Map(life.decided),
    selections: new Map(),
    night: 0,
    nightsPassed: 0,
    calmUntil: -Infinity,
    newRhythm: false,
    agenda: {},
    claims: Object.values(contact?.claims ?? {})
      .map((claim) => ({ ...claim }))
      .sort((one, other) => one.at - other.at),
    planned: new Set(stored?.enrollments.flatMap(({ outbox }) => outbox.map(({ id }) => id))),
    told: [],
  };
  if (stored) {
    living.waiting = stored.messages.flatMap((message) => waitAgain(living, message));
    return living;
  }
  const history = inOrder.flatMap((deed) => (isPast(deed) && deed.activity.customer === profile.id ? [deed.activity] : []));
  if (history.length > 0) take(living, applyHistory(living.situation, history, liveFrom), liveFrom);
  if (isKnown(life, liveFrom))
    take(living, applyNight(living.situation, { stored: [...living.hints.values()], existing: stage.existing }, liveFrom), liveFrom);
  return living;
}

function knownAt({ toldAt, activity }: Deed): Instant {
  return toldAt ?? activity.occurredAt;
}

type Event = { at: Instant } & (
  | { kind: 'end' | 'night' | 'sends' | 'settlement' }
  | { kind: 'change'; change: Change }
  | { kind: 'deed'; deed: Deed }
  | { kind: 'due'; enrollment: Enrollment }
  | { kind: 'hint'; hint: DateHint }
  | { kind: 'run'; run: Run; before: Instant }
  | { kind: 'selected'; selected: Selected }
);

/** The earliest; at one instant what she does comes first, and what is sent last. */
function nextEvent(living: Living): Event {
  let next: Event = { at: Infinity, kind: 'end' };
  const change = living.changes[0];
  if (change && change.at < next.at) next = { at: change.at, kind: 'change', change };
  const deed = living.deeds[0];
  if (deed && knownAt(deed) < next.at) next = { at: knownAt(deed), kind: 'deed', deed };
  const due = dueIn(living);
  if (due.enrollment && due.at < next.at) next = { at: due.at, kind: 'due', enrollment: due.enrollment };
  for (const { dueAt } of living.situation.loyalty?.accounts ?? []) {
    if (swept(dueAt) < next.at) next = { at: swept(dueAt), kind: 'settlement' };
  }
  const hinted = hintIn(living);
  if (hinted.hint && hinted.at < next.at) next = { at: hinted.at, kind: 'hint', hint: hinted.hint };
  const triggered = next.at;
  for (const selected of living.selected) {
    const at = swept(selected.arrival.dueAt);
    if (at < next.at) next = { at, kind: 'selected', selected };
  }
  const night = nextNight(living);
  if (night < next.at) next = { at: night, kind: 'night' };
  for (const { dueAt } of living.waiting) if (dueAt < next.at) next = { at: dueAt, kind: 'sends' };
  const run = runIn(living);
  if (run && run.at < triggered && run.at <= next.at)
    return { at: run.at, kind: 'run', run, before: Math.min(next.at, living.life.until + 1) };
  return next;
}

function act(living: Living, event: Event): void {
  const { at } = event;
  if (event.kind === 'change') makeChange(living, event.change, at);
  if (event.kind === 'deed') happen(living, event.deed, at);
  if (event.kind === 'due') take(living, applyDue(living.situation, event.enrollment, at), at);
  if (event.kind === 'settlement') take(living, applySettlement(living.situation, at), at);
  if (event.kind === 'hint') take(living, applyHint(living.situation, event.hint, at), at);
  if (event.kind === 'run') startRuns(living, event.run, event.before);
  if (event.kind === 'selected') reach(living, event.selected, at);
  if (event.kind === 'night') passNight(living, at);
  if (event.kind === 'sends') trySends(living, at);
}

function nextNight(living: Living): Instant {
  const { nights } = living.stage;
  const next = nights[living.night] ?? Infinity;
  if (living.newRhythm || living.stage.restless.length > 0 || next >= living.calmUntil) return next;
  living.night = firstFrom(nights, living.calmUntil);
  return nights[living.night] ?? Infinity;
}

function makeChange(living: Living, { existing, change, counts }: Change, now: Instant): void {
  living.changes.shift();
  if (counts && living.stage.calm) learnRhythm(living, now);
  else wake(living, now);
  const before = living.situation;
  if (counts) {
    // No run and no date hangs on that.
    living.situation = change(before);
    return;
  }
  const { needs, ...after } = change(before);
  // Other campaigns ask for other counts.
  living.situation = after.live === before.live && needs ? { ...after, needs } : after;
  living.agenda = {};
  if (existing) take(living, applyNight(living.situation, { stored: [...living.hints.values()], existing }, now), now);
}

/** What time alone could change is known already: only who lapses by the shop's rhythm may lapse at another time. */
function learnRhythm(living: Living, now: Instant): void {
  lookAgain(living, now);
  living.newRhythm = true;
}

function happen(living: Living, deed: Deed, now: Instant): void {
  living.deeds.shift();
  const activity = answered(living, deed);
  const { profile, live } = living.situation;
  if (activity.customer === profile.id) {
    takeLooked(living, applyActivity(living.situation, { ...activity, live: true }, now), now);
  }
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
  living.night += 1;
  if (!isKnown(living.life, now)) return;
  living.nightsPassed = living.night;
  const before = living.situation;
  const { newRhythm, stage } = living;
  living.newRhythm = false;
  const stored = [...living.hints.values()];
  if (now < living.calmUntil) {
    const { restless, rhythmic } = stage;
    const hints = repairedHints({ ...before, live: newRhythm ? [...rhythmic, ...restless] : restless }, stored, { since: now, now });
    if (lookAtSegments({ ...before, live: restless }, now).profile === before.profile) {
      if (hints.length > 0) take(living, { enrollments: [], hints, why: [] }, now);
      living.calmUntil = Math.min(living.calmUntil, overdueAt(living));
      return;
    }
  }
  takeLooked(living, applyNight(before, { stored }, now), now);
}

/** Takes over a decision that has looked, at the end, at all that a night looks at. */
function takeLooked(living: Living, decision: Decision, now: Instant): void {
  take(living, decision, now);
  if (living.stage.calm) living.calmUntil = Math.min(living.stage.calm(living.situation, now), overdueAt(living));
}

/** When a night finds somebody lapsed whose hint is later: a rhythm that comes less than a day nearer moves no hint. */
function overdueAt({ hints, situation, stage }: Living): Instant {
  let first = Infinity;
  for (const campaign of stage.rhythmic) {
    const dueAt = hints.get(campaign.id)?.dueAt;
    const lapse = dueAt == null ? undefined : lapseOf(situation, campaign);
    if (lapse && dueAt != null && lapse.at < dueAt) first = Math.min(first, lapse.at);
  }
  return first;
}
