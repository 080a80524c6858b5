import { nextRun } from '../due-runs.ts';
import { applyRun } from '../enrollment/apply-run.ts';
import { asEnrolled, broadcastMessage } from '../enrollment/broadcast.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { Occurrence } from '../schedule.ts';
import { selectCustomer } from '../select.ts';
import type { Instant } from '../time.ts';
import { type Living, type Selected, take } from './life.ts';

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
    living.told.push({ what: 'not-selected', at: now, campaign: campaign.id, run: occurrence.name, because });
  } else {
    living.selected.push({
      campaign,
      occurrence: occurrence.name,
      dueAt: Math.max(selection.dueAt, now),
      place: `${living.runs.size}.0.0.0`,
    });
  }
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
      living.told.push({ what: 'not-selected', at: now, campaign: campaign.id, run: occurrence, because });
    }
    return;
  }
  const enrollment = () => asEnrolled(living.situation, campaign, { occurrence, dueAt, place });
  const message = broadcastMessage(living.situation, campaign, enrollment());
  if (message) living.waiting.push({ message, dueAt: now, campaign, enrollment });
}
