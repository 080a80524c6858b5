import { scheduleOf } from '../due-runs.ts';
import { applyRun } from '../enrollment/apply-run.ts';
import { asEnrolled, broadcastMessage, type Standing } from '../enrollment/broadcast.ts';
import type { Enrollment } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { zoneOf } from '../enrollment/situation.ts';
import { dueIn } from '../schedule.ts';
import { selectCustomer } from '../select.ts';
import type { Instant } from '../time.ts';
import { runIn, swept } from './agenda.ts';
import { type Arrival, isKnown, type Letter, type Run, type Stored } from './life.ts';
import { arrive, type Living, type Selected, take, tell, type Waiting } from './living.ts';
import { trySend } from './send.ts';

/** Starts a run, and those after it as long as none of them selects her and nothing else comes before. */
export function startRuns(living: Living, first: Run, before: Instant): void {
  for (let run: Run | undefined = first; run && (run === first || run.at < before); run = runIn(living)) {
    arrive(living, run.at);
    const selected = startRun(living, run);
    if (!selected) continue;
    const { length } = living.waiting;
    if (!reachesAlone(living, selected, before)) living.selected.push(selected);
    else if (living.waiting.length === length) continue;
    return;
  }
}

/** Whether a letter comes to her before anything else: then it is sent at once, as the events of its run would. */
function reachesAlone(living: Living, selected: Selected, before: Instant): boolean {
  const at = swept(selected.arrival.dueAt);
  const next = runIn(living);
  if (!selected.run.campaign.broadcast || at >= before || (next && at >= next.at)) return false;
  arrive(living, at);
  const letter = letterFor(living, selected, at);
  if (letter) trySend(living, letter, at);
  return true;
}

/** She is selected, or not. */
function startRun(living: Living, run: Run): Selected | undefined {
  const { at: now, campaign, occurrence } = run;
  living.runs.set(campaign.id, occurrence.name);
  if (!isKnown(living.life, now)) return undefined;
  const selected = selectedBy(living, run, now);
  if (selected === 'in') return { run, arrival: arrivalOf(run, zoneOf(living.situation, campaign.zone)) };
  if (selected === 'not-in' && living.stage.silent) return void leaveOut(living, campaign);
  const because = selected === 'not-in' ? 'she is not in the audience' : 'she is in the control group';
  tell(living, { what: 'not-selected', at: now, campaign: campaign.id, run: occurrence.name, because, code: selected });
  return undefined;
}

/**
 * Where nothing but her consents can bring her in, none of the runs to come is looked at: they stay as they are until a change,
 * which makes the agenda anew. The run that was just looked at is the next one of the agenda, and goes with them.
 */
function leaveOut({ agenda, selections, stage }: Living, campaign: LiveCampaign): void {
  if (!agenda.runs || !stage.ofConsentsAlone.has(campaign) || selections.get(campaign)?.until !== Infinity) return;
  const { all, next } = agenda.runs;
  agenda.runs = { all: all.slice(next).filter((run) => run.campaign !== campaign), next: 0 };
}

function arrivalOf({ at, campaign, occurrence, arrivals }: Run, zone: string): Arrival {
  const known = arrivals.get(zone);
  if (known) return known;
  const arrival = { dueAt: Math.max(dueIn(scheduleOf(campaign), occurrence.name, zone), at), zone };
  arrivals.set(zone, arrival);
  return arrival;
}

/** As the last run of the campaign found her, where nothing can have changed since. */
function selectedBy(living: Living, { campaign, occurrence }: Run, now: Instant): 'in' | 'not-in' | 'held-out' {
  const { stage, situation, selections } = living;
  const { profile, contact, settings } = situation;
  const known = selections.get(campaign);
  const isSame = known?.consent === contact?.consent && (known?.profile === profile || stage.ofConsentsAlone.has(campaign));
  if (known && isSame && now < known.until) return known.selected;
  const selection = selectCustomer(campaign, situation, { occurrence: occurrence.name, settings, now });
  const selected = typeof selection === 'string' ? selection : 'in';
  const until = stage.audienceCalm(campaign)?.(situation, now) ?? now;
  selections.set(campaign, { selected, profile, consent: contact?.consent, until });
  return selected;
}

/** What was planned before the life goes on; nothing where its version cannot run any more. */
export function waitAgain(living: Living, { message, dueAt, campaign: id, version }: Stored['messages'][number]): Waiting[] {
  const campaign = living.situation.version(id, version);
  const occurrence = message.id.split('#')[1] ?? '';
  const isOf = (one: Enrollment) => one.campaign === id && (!one.keyed || one.occurrence === occurrence);
  if (!campaign) return [];
  const enrollment = () =>
    campaign.broadcast
      ? asEnrolled(living.situation, campaign, { occurrence, dueAt: message.plannedAt, place: '' })
      : living.situation.enrollments.find(isOf);
  return [{ message, occurrence, dueAt: Math.max(dueAt, living.life.liveFrom), campaign, enrollment }];
}

/** The run has come to her: she enters, or its message is planned. */
export function reach(living: Living, selected: Selected, now: Instant): void {
  living.selected = living.selected.filter((one) => one !== selected);
  const {
    campaign,
    occurrence: { name: occurrence },
  } = selected.run;
  if (!campaign.broadcast) {
    const { decision, outcome } = applyRun(living.situation, campaign, { ...standingOf(living, selected), now });
    if (decision) take(living, decision, now);
    else {
      const because = 'a rule of entry kept her out';
      const code = 'reason' in outcome ? outcome.reason : outcome.state;
      // Whoever found no place has asked for one.
      if (code === 'entries-per-day') {
        const why = [{ campaign: campaign.id, verdict: 'not-entered' as const, because, code }];
        living.life.shared?.decided({ enrollments: [], hints: [], why }, now);
      }
      tell(living, { what: 'not-selected', at: now, campaign: campaign.id, run: occurrence, because, code });
    }
    return;
  }
  const letter = letterFor(living, selected, now);
  if (letter) living.waiting.push(letter);
}

function letterFor(living: Living, selected: Selected, now: Instant): Waiting | undefined {
  const { campaign, occurrence } = selected.run;
  const { enrollment, message } = letterOf(living, selected);
  if (!message) return undefined;
  living.life.shared?.planned(message, campaign.id, now);
  return { message, occurrence: occurrence.name, dueAt: now, campaign, enrollment: () => enrollment };
}

/** Neither a condition nor, but for a sender, the message reads what is known of her. */
function letterOf(living: Living, selected: Selected): Letter {
  const { situation } = living;
  const {
    run: { campaign },
    arrival,
  } = selected;
  const isShared = !campaign.broadcast?.sender && arrival.zone === zoneOf(situation, campaign.zone);
  if (isShared && arrival.letter) return arrival.letter;
  const enrollment = asEnrolled(situation, campaign, standingOf(living, selected));
  const letter = { enrollment, message: broadcastMessage(situation, campaign, enrollment) };
  if (isShared) arrival.letter = letter;
  return letter;
}

function standingOf({ runs }: Living, { run: { occurrence }, arrival: { dueAt } }: Selected): Standing {
  return { occurrence: occurrence.name, dueAt, place: `${runs.size}.0.0.0` };
}
