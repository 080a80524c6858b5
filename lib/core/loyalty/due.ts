import { type Instant, subtractDuration } from '../time.ts';
import type { Account, Lot } from './account.ts';
import type { LiveProgram } from './live-program.ts';
import { sumOf } from './lots.ts';
import { reviewAt } from './tiers.ts';

/** When a lot of an account ends: where points slide, those without an end of their own end together. null = never. */
export function endOf({ until }: Lot, { slidesUntil }: Account, { expiry }: LiveProgram): Instant | null {
  return until ?? (expiry && 'idle' in expiry ? slidesUntil : null);
}

/** Points that end at the same instant, and when she is reminded of them. */
export interface Reminder {
  due: Instant;
  endsAt: Instant;
  points: number;
}

/** Every reminder that is still to come. What came into the account after its moment is not reminded of. */
export function reminders(account: Account, program: LiveProgram): Reminder[] {
  const ends = [...new Set(account.lots.flatMap((lot) => endOf(lot, account, program) ?? []))];
  return program.remind.flatMap((before) =>
    ends.flatMap((endsAt) => {
      const due = subtractDuration(endsAt, before, program.zone);
      const points = sumOf(account.lots.filter((lot) => endOf(lot, account, program) === endsAt));
      return due > account.settledAt ? [{ due, endsAt, points }] : [];
    }),
  );
}

/** The next instant at which something is due: a release, an end, a look at the tier, a reminder. null = none. */
export function nextDue(account: Account, program: LiveProgram): Instant | null {
  const { memberUntil, settledAt } = account;
  const all = [
    ...account.pending.map(({ from }) => from),
    ...account.lots.map((lot) => endOf(lot, account, program)),
    memberUntil !== null && memberUntil > settledAt ? memberUntil : null,
    reviewAt(account, program),
    ...reminders(account, program).map(({ due }) => due),
  ].filter((at) => at !== null);
  return all.length === 0 ? null : Math.min(...all);
}
