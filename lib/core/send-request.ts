import type { Contact } from './contact.ts';
import type { SendRequest } from './eligibility.ts';
import type { Enrollment } from './enrollment/enrollment.ts';
import type { SendNode } from './enrollment/node.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Situation, zoneOf } from './enrollment/situation.ts';
import { addDuration, type Instant } from './time.ts';

/** A step that would have planned its message then; `now`, when that is decided on, is the same instant unless told otherwise. */
export interface SendOf {
  node: SendNode;
  campaign: LiveCampaign;
  contact: Contact;
  enrollment: Enrollment;
  plannedAt: Instant;
  now?: Instant;
}

/** What decides on the message of a step that none was stored of: as if its campaign is in force and nobody ordered anything for it. */
export function sendRequest(
  situation: Situation,
  { node, campaign, contact, enrollment, plannedAt, now = plannedAt }: SendOf,
): SendRequest {
  const { id: step, template, topic, by, validFor } = node;
  const { profile, shop, rhythm, settings } = situation;
  const id = `${campaign.id}#${enrollment.occurrence}#${step}`;
  const expiresAt = addDuration(plannedAt, validFor, zoneOf(situation, campaign.zone));
  return {
    message: { kind: 'message', id, step, template, topic, by, priority: campaign.priority, plannedAt, expiresAt },
    ...{ contact, enrollment, profile, shop, rhythm, campaign, settings, now },
    ...{ inForce: true, orders: {}, class: settings.topics[topic]?.class ?? 'marketing' },
  };
}
