import { addDuration, day, type Instant } from '../time.ts';
import type { Enrollment, Json, PlannedMessage } from './enrollment.ts';
import type { NotifyNode, SendNode } from './node.ts';
import type { LiveCampaign } from './program.ts';

/** Made-up values of what a trigger and the steps before tell. */
export interface Samples {
  trigger: Values;
  steps: Enrollment['steps'];
}

type Values = { [name: string]: Json };

/** In a run that never was: its code is nobody's. */
export const nowhere = '0.0.0.0';

/** An enrollment in which what it does not know is made up, and the paths of that. */
export function withSamples(enrollment: Enrollment, samples: Samples): { enrollment: Enrollment; sampled: string[] } {
  const { trigger, steps, place = nowhere } = enrollment;
  const ids = [...new Set([...Object.keys(samples.steps), ...Object.keys(steps)])];
  const missing = (made: Values, known: Values) => Object.keys(made).filter((name) => !Object.hasOwn(known, name));
  return {
    enrollment: {
      ...enrollment,
      place,
      trigger: { ...samples.trigger, ...trigger },
      steps: Object.fromEntries(ids.map((id) => [id, { ...samples.steps[id], ...steps[id] }])),
    },
    sampled: [
      ...missing(samples.trigger, trigger).map((name) => `trigger.${name}`),
      ...Object.entries(samples.steps).flatMap(([id, made]) => missing(made, steps[id] ?? {}).map((name) => `steps.${id}.${name}`)),
    ],
  };
}

/** What a step would plan if it were reached now. A notice is looked at as a message by e-mail, valid until it is due. */
export function messageNow(
  { campaign, node, template }: { campaign: LiveCampaign; node: SendNode | NotifyNode; template: string },
  { occurrence }: Enrollment,
  now: Instant,
): PlannedMessage {
  const message = { kind: 'message' as const, id: `${campaign.id}#${occurrence}#${node.id}`, step: node.id, template, plannedAt: now };
  const { priority, zone } = campaign;
  if (node.verb === 'send') {
    const { topic, by, validFor } = node;
    return { ...message, topic, by, priority, expiresAt: addDuration(now, validFor, zone) };
  }
  const expiresAt = node.due === undefined ? now + day : addDuration(now, node.due, zone);
  return { ...message, topic: campaign.definition.topic ?? '', by: ['email'], priority, expiresAt };
}
