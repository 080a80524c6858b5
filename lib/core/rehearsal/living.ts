import type { Claim, Contact } from '../contact.ts';
import type { Profile } from '../customer.ts';
import type { DateHint, Enrollment, Outgoing, PlannedMessage } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { Decision, Situation } from '../enrollment/situation.ts';
import { afterChange, noLoyaltyChange } from '../loyalty/loyalty.ts';
import type { Instant } from '../time.ts';
import type { Arrival, Change, Deed, Life, Run, Told } from './life.ts';
import type { Stage } from './stage.ts';

/** A message that was planned and is neither sent nor dropped. */
export interface Waiting {
  message: PlannedMessage;
  /** As in the id of the message. */
  occurrence: string;
  dueAt: Instant;
  campaign: LiveCampaign;
  /** As it stands in the moment of a try. */
  enrollment(): Enrollment | undefined;
}

/** A claim; `foldedIn`: it has expired, and counts as one of its day in this zone. */
export interface Claimed extends Claim {
  foldedIn?: string;
}

/** A recipient of a run that was selected and is not due yet. */
export interface Selected {
  run: Run;
  arrival: Arrival;
}

interface Found {
  selected: 'in' | 'not-in' | 'held-out';
  profile: Profile;
  consent: Contact['consent'] | undefined;
  until: Instant;
}

/** The earliest of each kind, as far as it is known: what may have changed is taken out, and looked for again. */
export interface Agenda {
  /** Of the enrollments of which it was found. */
  due?: { of: Enrollment[]; at: Instant; enrollment: Enrollment | undefined } | undefined;
  hint?: { at: Instant; hint: DateHint | undefined } | undefined;
  /** Of all runs of the campaigns in force, which one is next. */
  runs?: { all: Run[]; next: number } | undefined;
}

/** A life on its way; each event leaves the situation that the next one finds. */
export interface Living {
  life: Life;
  stage: Stage;
  situation: Situation;
  hints: Map<string, DateHint>;
  deeds: Deed[];
  changes: Change[];
  /** When the shop will be counted, where nothing happens by that alone: whatever happens next knows the latest. */
  counts: Change[];
  waiting: Waiting[];
  selected: Selected[];
  /** The last run of each scheduled campaign that was looked at. */
  runs: Map<string, string>;
  /** What the last run of each campaign found of her, and until when the next ones find the same. */
  selections: Map<LiveCampaign, Found>;
  /** Of the stage's nights, the next one. */
  night: number;
  /** How many of them are over. */
  nightsPassed: number;
  /** Nights before that find nothing. */
  calmUntil: Instant;
  /** Only the shop's rhythm has changed since: the next night looks for nothing else. */
  newRhythm: boolean;
  agenda: Agenda;
  /** What has gone out and may still be counted by a cap, the earliest first: the contact of the situation has none of it. */
  claims: Claimed[];
  /** Everything that was ever planned. */
  planned: Set<string>;
  told: Told[];
}

export function tell({ told, life, situation }: Living, one: Told): void {
  told.push(one);
  life.watch?.(one, situation);
}

/** Whether two are stored under one key: a later occurrence takes the place of an earlier one unless they stand side by side. */
function isSamePlace(one: Enrollment, other: Enrollment): boolean {
  return one.campaign === other.campaign && one.keyed === other.keyed && (!one.keyed || one.occurrence === other.occurrence);
}

/** Takes a decision over, as a commit would. */
export function take(living: Living, decision: Decision, now: Instant): void {
  const { situation } = living;
  living.life.shared?.decided(decision, now);
  const contact =
    decision.pauseUntil === undefined || !situation.contact
      ? situation.contact
      : { ...situation.contact, pausedUntil: decision.pauseUntil };
  const { profile = situation.profile, loyalty: change } = decision;
  const loyalty = situation.loyalty && change ? { ...afterChange(situation.loyalty, change), change: noLoyaltyChange } : situation.loyalty;
  if (profile !== situation.profile) wake(living, now);
  living.situation = { ...situation, contact, profile, loyalty, enrollments: placed(situation.enrollments, decision.enrollments) };
  const asked = (change?.told ?? []).filter(({ type }) => living.stage.asked.has(type));
  if (asked.length > 0) living.deeds.unshift(...asked.map((activity) => ({ activity, toldAt: now })));
  if (decision.hints.length > 0) living.agenda.hint = undefined;
  for (const hint of decision.hints) {
    if (hint.dueAt === null) living.hints.delete(hint.campaign);
    else living.hints.set(hint.campaign, hint);
  }
  for (const reason of decision.why) tell(living, { what: 'because', at: now, campaign: reason.campaign, reason });
  for (const one of decision.enrollments) for (const out of one.outbox) dispatch(living, { enrollment: one, out, now });
}

/** It is then: what others may see of that is told, and what was counted of the shop since is known. */
export function arrive(living: Living, now: Instant): void {
  living.life.shared?.at?.(now);
  learnCounts(living, now);
}

/** Takes over what was counted of the shop last. */
export function learnCounts(living: Living, now: Instant): void {
  const { counts } = living;
  let latest: Change | undefined;
  while (counts[0] && counts[0].at <= now) latest = counts.shift();
  if (latest) living.situation = latest.change(living.situation);
}

/** From now on nights must be asked again. */
export function wake(living: Living, now: Instant): void {
  living.calmUntil = -Infinity;
  lookAgain(living, now);
}

/** The next night is the first one after now, or now, that is not over. */
export function lookAgain(living: Living, now: Instant): void {
  living.night = Math.min(living.night, Math.max(living.nightsPassed, firstFrom(living.stage.nights, now)));
}

/** The index of the first instant that is not before `at`, of some in order. */
export function firstFrom(instants: readonly Instant[], at: Instant): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each in its place; those that have none yet at the end. */
function placed(before: Enrollment[], changed: Enrollment[]): Enrollment[] {
  if (changed.length === 0) return before;
  const all = [...before];
  for (const one of changed) {
    const place = all.findIndex((other) => isSamePlace(one, other));
    all[place < 0 ? all.length : place] = one;
  }
  return all;
}

function dispatch(living: Living, { enrollment, out, now }: { enrollment: Enrollment; out: Outgoing; now: Instant }): void {
  if (living.planned.has(out.id)) return;
  living.planned.add(out.id);
  const { campaign, occurrence, version } = enrollment;
  if (out.kind === 'event') living.told.push({ what: 'event', at: now, campaign, step: out.step, type: out.type });
  if (out.kind === 'notice') {
    const { step, template, to } = out;
    living.told.push({ what: 'notice', at: now, campaign, step, template, occurrence, to });
  }
  const known = living.situation.version(campaign, version);
  if (out.kind !== 'message' || !known) return;
  living.life.shared?.planned(out, campaign, now);
  living.waiting.push({
    message: out,
    occurrence,
    dueAt: now,
    campaign: known,
    enrollment: () => living.situation.enrollments.find((one) => isSamePlace(one, enrollment)),
  });
}
