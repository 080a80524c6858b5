import { nextRun } from '../due-runs.ts';
import { applyRun } from '../enrollment/apply-run.ts';
import { asEnrolled, broadcastMessage } from '../enrollment/broadcast.ts';
import type { Enrollment } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { Occurrence } from '../schedule.ts';
import { selectCustomer } from '../select.ts';
import type { Instant } from '../time.ts';
import { type Living, type Selected, type Stored, take, tell, type Waiting } from './life.ts';

/** The next start of each scheduled campaign. */
export function nextRuns({ life, situation, runs }: Living): { campaign: LiveCampaign; occurrence: Occurrence }[] {
  return situation.live.flatMap((campaign) => {
    const done = runs.get(campaign.id);
    const occurrence = nextRun(campaign, { since: life.liveFrom, ...(done !== undefined && { done }) });
    return occurrence ? [{ campaign, occurrence }] : [];
  });
}

/** Starts a run: she is selected, or not. */
export function startRun(living: Living, { campaign, occurrence }: { campaign: LiveCampaign; occurrence: Occurrence }, now: Instant): void {
  living.runs.set(campaign.id, occurrence.name);
  const { settings } = living.situation;
  const selection = selectCustomer(campaign, living.situation, { occurrence: occurrence.name, settings, now });
  if (typeof selection === 'string') {
    const because = selection === 'not-in' ? 'she is not in the audience' : 'she is in the control group';
    tell(living, { what: 'not-selected', at: now, campaign: campaign.id, run: occurrence.name, because });
  } else {
    living.selected.push({
      campaign,
      occurrence: occurrence.name,
      dueAt: Math.max(selection.dueAt, now),
      place: `${living.runs.size}.0.0.0`,
    });
  }
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
  return [{ message, dueAt: Math.max(dueAt, living.life.liveFrom), campaign, enrollment }];
}

/** The run has come to her: she enters, or its message is planned. */
export function reach(living: Living, selected: Selected, now: Instant): void {
  living.selected = living.selected.filter((one) => one !== selected);
  const { campaign, occurrence, dueAt, place } = selected;
  if (!campaign.broadcast) {
    const { decision } = applyRun(living.situation, campaign, { occurrence, dueAt, place, now });
    if (decision) take(living, decision, now);
    else {
      const because = 'a rule of entry kept her out';
      tell(living, { what: 'not-selected', at: now, campaign: campaign.id, run: occurrence, because });
    }
    return;
  }
  const enrollment = () => asEnrolled(living.situation, campaign, { occurrence, dueAt, place });
  const message = broadcastMessage(living.situation, campaign, enrollment());
  if (message) living.waiting.push({ message, dueAt: now, campaign, enrollment });
}
