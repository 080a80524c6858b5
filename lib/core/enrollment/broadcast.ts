import type { Instant } from '../time.ts';
import { advance } from './advance.ts';
import type { Enrollment, PlannedMessage } from './enrollment.ts';
import { triggerOf } from './enter.ts';
import type { LiveCampaign } from './program.ts';
import type { Situation } from './situation.ts';

/** Where a recipient stands in a run. */
export interface Standing {
  occurrence: string;
  /** When the run begins for her. */
  dueAt: Instant;
  /** When the run was started. */
  startedAt?: Instant | undefined;
  place: string;
}

/**
 * A recipient of a broadcast as if she were inside: what the message is decided on and made from. Nothing of it is stored.
 */
export function asEnrolled(
  situation: Pick<Situation, 'profile' | 'contact'>,
  campaign: LiveCampaign,
  { occurrence, dueAt, startedAt, place }: Standing,
): Enrollment {
  return {
    campaign: campaign.id,
    version: campaign.version,
    occurrence,
    keyed: true,
    forgettable: true,
    status: 'inside',
    position: campaign.first,
    enteredAt: dueAt,
    dueAt: null,
    waiting: null,
    trigger: triggerOf(situation, campaign, { at: dueAt, data: {} }),
    steps: {},
    goal: null,
    outbox: [],
    planned: 0,
    heldOut: 0,
    entries: 1,
    ended: null,
    run: occurrence,
    ...(startedAt !== undefined && { runStartedAt: startedAt }),
    place,
  };
}

/** The one message that a broadcast plans for a recipient, valid from when the run begins for her. Undefined for any other campaign. */
export function broadcastMessage(
  known: Pick<Situation, 'profile' | 'contact' | 'settings'>,
  campaign: LiveCampaign,
  enrollment: Enrollment,
): PlannedMessage | undefined {
  if (!campaign.broadcast) return undefined;
  const at = enrollment.enteredAt;
  const situation: Situation = { ...known, enrollments: [], live: [campaign], version: () => campaign };
  const { outbox } = advance(enrollment, campaign.first, { situation, campaign, at, now: at }).enrollment;
  return outbox.find((outgoing) => outgoing.kind === 'message');
}
