import { decideSend, type SendVerdict } from './eligibility.ts';
import { asEnrolled } from './enrollment/broadcast.ts';
import type { Channel, Enrollment } from './enrollment/enrollment.ts';
import { heldOutBy } from './enrollment/enter.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { isRunning, type Situation } from './enrollment/situation.ts';
import { notBefore } from './explanation-road.ts';
import { reasonInWords } from './send-reasons.ts';
import { sendRequest } from './send-request.ts';
import type { Instant } from './time.ts';

/** Whether a message of this step would be sent to her, were it planned now. */
export interface SendExplanation {
  step: string;
  topic: string;
  by: Channel[];
  /** `none`: it does not lie before her. */
  verdict: 'send' | 'hold' | 'drop' | 'none';
  channel?: Channel;
  until?: Instant;
  /** A code of `SendReason`; of what does not lie before her there is none. */
  reason?: string;
  because?: string;
}

/**
 * Each send step as if it were planned now: of her enrollment that is on its way, by the version that she entered, or as if she
 * entered now.
 */
export function explainSends(
  situation: Situation,
  current: LiveCampaign,
  { inside, now }: { inside: Enrollment | undefined; now: Instant },
): SendExplanation[] {
  const campaign = (inside && situation.version(inside.campaign, inside.version)) ?? current;
  const enrollment = inside ?? asIfEntered(situation, campaign, now);
  const elsewhere = notBefore(situation, campaign, { enrollment, now });
  // They are lowered from the last to the first.
  return [...campaign.nodes.values()].toReversed().flatMap((node): SendExplanation[] => {
    if (node.verb !== 'send') return [];
    const parts = { step: node.id, topic: node.topic, by: node.by };
    const because = elsewhere.get(node.id);
    if (because !== undefined) return [{ ...parts, verdict: 'none', because }];
    const { contact } = situation;
    if (!contact) return [{ ...parts, ...verdictInWords({ drop: 'no-address' }) }];
    const verdict = decideSend({
      ...sendRequest(situation, { node, campaign, contact, enrollment, plannedAt: now }),
      inForce: isRunning(situation, campaign.id, now),
      orders: situation.orders?.(campaign.id) ?? {},
    });
    return [{ ...parts, ...verdictInWords(verdict) }];
  });
}

/** The draw that holds her out is the same for ever. */
function asIfEntered(situation: Situation, campaign: LiveCampaign, now: Instant): Enrollment {
  const { run, ...entered } = asEnrolled(situation, campaign, { occurrence: `explain-${now}`, dueAt: now, place: '' });
  return {
    ...entered,
    // What answers something is no bulk mail.
    ...(run !== undefined && campaign.entry.trigger.kind === 'schedule' && { run }),
    ...(heldOutBy(situation, campaign) === 'heldOut' && { status: 'held-out' }),
  };
}

function verdictInWords(verdict: SendVerdict): Omit<SendExplanation, 'step' | 'topic' | 'by'> {
  if ('send' in verdict) return { verdict: 'send', channel: verdict.send };
  if ('hold' in verdict) return { verdict: 'hold', until: verdict.hold, reason: verdict.reason, because: reasonInWords(verdict.reason) };
  return { verdict: 'drop', reason: verdict.drop, because: reasonInWords(verdict.drop) };
}
