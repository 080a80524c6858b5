import { addDuration, type CalendarDuration, type Instant, subtractDuration } from '../time.ts';
import type { Account } from './account.ts';
import type { LiveProgram, Reward } from './live-program.ts';

type Redeemed = Account['redeemed'];
interface When {
  program: LiveProgram;
  now: Instant;
}

/** At most so many redemptions are remembered for limits; beyond it the oldest are forgotten, and limits count them no more. */
export const mostRedeemed = 500;

/** The redemptions that a limit counts: of a reward, or of all, within such a time or ever. */
export function countedBy(
  redeemed: Redeemed,
  { reward, per }: { reward?: string | undefined; per: CalendarDuration | undefined },
  { program, now }: When,
): Redeemed {
  const since = per === undefined ? -Infinity : subtractDuration(now, per, program.zone);
  return redeemed.filter(([at, id]) => at > since && (reward === undefined || id === reward));
}

/** Only what a limit still asks for is remembered: of each reward, and of all, the latest that are counted. */
export function remembered(redeemed: Redeemed, { program, now }: When): Redeemed {
  const limits = [
    ...program.rewards.flatMap(({ id, perCustomer }) => (perCustomer ? [{ reward: id, ...perCustomer }] : [])),
    ...(program.redemptions ? [program.redemptions] : []),
  ];
  const kept = new Set(limits.flatMap((limit) => countedBy(redeemed, limit, { program, now }).slice(-limit.atMost)));
  return redeemed.filter((one) => kept.has(one)).slice(-mostRedeemed);
}

/** Rewards that she has had as often as she may, each with when she may again; null = never. Whether all are is said of "". */
export function limited({ redeemed }: Account, { program, now }: When): [reward: string, until: Instant | null][] {
  const { redemptions } = program;
  const reached = ({ id, perCustomer }: Pick<Reward, 'id' | 'perCustomer'>, reward?: string): [string, Instant | null][] => {
    if (!perCustomer) return [];
    const { atMost, per } = perCustomer;
    const first = countedBy(redeemed, { reward, per }, { program, now }).at(-atMost);
    return first ? [[id, per === undefined ? null : addDuration(first[0], per, program.zone)]] : [];
  };
  return [...reached({ id: '', perCustomer: redemptions }), ...program.rewards.flatMap((reward) => reached(reward, reward.id))];
}
