import { grantPoints } from '../loyalty/grant.ts';
import { withPoints } from '../loyalty/summary.ts';
import { addDuration, type Instant } from '../time.ts';
import type { Enrollment, Json } from './enrollment.ts';
import type { RewardNode } from './node.ts';
import type { Situation } from './situation.ts';

interface Granting {
  enrollment: Enrollment;
  /** Names the entry: the same step of the same occurrence grants once. */
  id: string;
  at: Instant;
  zone: string;
  now: Instant;
}

export interface Granted {
  situation: Situation;
  /** What the step remembers; undefined when nothing was granted. */
  found?: { [property: string]: Json };
  because: string;
}

/**
 * Grants what a step promises: points at once, a code when the first message that shows it is made. After a restart, what was
 * granted stays granted and is not granted again.
 */
export function grant(node: RewardNode, situation: Situation, granting: Granting): Granted {
  const { enrollment, at, zone } = granting;
  if (enrollment.steps[node.id]?.grantedAt !== undefined)
    return { situation, because: 'was granted before the restart, so it is not granted again' };
  if ('points' in node.reward) return points(node.reward, situation, { ...granting, step: node.id });
  const { pool, validFor } = node.reward;
  const expiresAt = validFor === undefined ? null : text(addDuration(at, validFor, zone));
  return { situation, found: { pool, grantedAt: text(at), expiresAt }, because: `a code of "${pool}"` };
}

function points(
  { points: many, program: id }: Extract<RewardNode['reward'], { points: number }>,
  situation: Situation,
  { enrollment, id: entry, step, at, now }: Granting & { step: string },
): Granted {
  const { loyalty } = situation;
  if (!loyalty || id === undefined) return { situation, because: `no points: there is no program "${id ?? ''}" in force` };
  const because = `campaign ${enrollment.campaign}, step ${step}`;
  const granted = grantPoints(loyalty, { program: id, id: entry, points: many, at, because }, now);
  if ('refused' in granted) return { situation, because: `no points: ${granted.refused}` };
  const profile = withPoints(situation.profile, granted);
  const balance = profile.points?.[id]?.available ?? 0;
  return {
    situation: { ...situation, loyalty: granted, profile },
    found: { points: many, balance, grantedAt: text(at) },
    because: `${many} points of "${id}"`,
  };
}

function text(at: Instant): string {
  return new Date(at).toISOString();
}
