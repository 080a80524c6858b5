import { type Instant, instantText } from '../core/time.ts';
import type { PointsExplanation } from '../usecases/explain-standing.ts';
import { numberOf } from './figure-text.ts';

/** Her points in one program as a person reads them: what there is, what ends next, and the latest lines of the ledger. */
export function showPoints({
  program,
  zone,
  available,
  pending,
  owed,
  tier,
  tierUntil,
  memberUntil,
  expiring,
  lines,
}: PointsExplanation): string[] {
  const parts = [
    numberOf(available, 'point'),
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(owed > 0 ? [`${owed} owed`] : []),
    ...(tier === null ? [] : [`tier ${tier}${tierUntil === null ? '' : ` until ${lastDay(tierUntil, zone)}`}`]),
    ...(memberUntil === null ? [] : [`member until ${lastDay(memberUntil, zone)}`]),
    ...(expiring === null ? [] : [`${expiring.points} hold until ${lastDay(expiring.at, zone)}`]),
  ];
  return [`points of ${program}: ${parts.join(', ')}`, ...lines.map(showLine)];
}

function showLine({ at, kind, points, pending, because }: PointsExplanation['lines'][number]): string {
  const moved = [...(points === 0 ? [] : [signed(points)]), ...(pending === 0 ? [] : [`${signed(pending)} pending`])];
  return `  ${when(at)} ${[kind, ...moved].join(' ')}: ${because}`;
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : `${points}`;
}

/** Of what ends before an instant. */
function lastDay(until: Instant, zone: string): string {
  return instantText(until - 1, zone).slice(0, 10);
}

function when(at: Instant): string {
  return `${instantText(at, 'UTC')} UTC`;
}
