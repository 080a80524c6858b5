import type { Activity } from '../../../lib/core/activity.ts';
import { emptyProfile } from '../../../lib/core/customer.ts';
import { type LoyaltyProgram, loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import type { Json } from '../../../lib/core/enrollment/enrollment.ts';
import type { Account, LedgerEntry } from '../../../lib/core/loyalty/account.ts';
import { compileProgram } from '../../../lib/core/loyalty/compile-program.ts';
import { creditActivity } from '../../../lib/core/loyalty/credit.ts';
import type { LiveProgram } from '../../../lib/core/loyalty/live-program.ts';
import { type Loyalty, noLoyaltyChange } from '../../../lib/core/loyalty/loyalty.ts';
import { at, settings } from '../shop.ts';

/** A point for each pound, nothing else; London. */
const plain = {
  id: 'club',
  name: 'The club',
  owner: 'anna@linden.example',
  status: 'live',
  earn: [{ id: 'per-pound', activity: 'order.placed', points: 1, per: '1 GBP' }],
};

export function definition(more: object = {}): LoyaltyProgram {
  return loyaltyProgramSchema.parse({ ...plain, ...more });
}

export function program(more: object = {}): LiveProgram {
  return compileProgram(definition(more), { settings });
}

/** A customer who has nothing yet. */
export function nobody(more: object = {}, rest: Partial<Loyalty> = {}): Loyalty {
  return { customer: 'c-1', programs: [program(more)], accounts: [], orders: [], taken: [], change: noLoyaltyChange, ...rest };
}

export function about(when: string, id = 'c-1') {
  return { subject: { profile: emptyProfile(id), contact: undefined, zone: 'Europe/London' }, now: at(when) };
}

export function did(type: string, when: string, data: { [name: string]: Json } = {}, id = `${type}@${when}`): Activity {
  return { id, type, customer: 'c-1', occurredAt: at(when), data };
}

export function order(when: string, pounds: number, id = when, more: { [name: string]: Json } = {}): Activity {
  return did('order.placed', when, { orderId: id, total: { amount: Math.round(pounds * 100), currency: 'GBP' }, ...more }, `a-${id}`);
}

export function refund(when: string, pounds: number, of: string, id = `r-${of}@${when}`, currency = 'GBP'): Activity {
  return did('order.refunded', when, { orderId: of, amount: { amount: Math.round(pounds * 100), currency } }, id);
}

/** One activity after the other, each as it happens, or all at `now`. */
export function happened(start: Loyalty, activities: Activity[], now?: string): Loyalty {
  return activities.reduce(
    (all, activity) =>
      creditActivity(all, activity, { ...about('2026-01-01T00:00Z'), now: now === undefined ? activity.occurredAt : at(now) }),
    start,
  );
}

export function accountIn({ accounts }: Loyalty, of = 'club'): Account {
  const found = accounts.find((account) => account.program === of);
  if (!found) throw new Error(`there is no account in ${of}`);
  return found;
}

/** What stands where: balance, pending. */
export function standing(loyalty: Loyalty): { balance: number; pending: number } {
  const { lots, pending, owed } = accountIn(loyalty);
  return { balance: sum(lots) - owed, pending: sum(pending) };
}

export function sum(lots: readonly { points: number }[]): number {
  return lots.reduce((all, { points }) => all + points, 0);
}

/** "kind points/pending id" of each line of the ledger. */
export function ledger({ change }: Loyalty): string[] {
  return change.entries.map(line);
}

function line({ kind, points, pending, id }: LedgerEntry): string {
  return `${kind} ${points}/${pending} ${id}`;
}

/** "type data" of everything that campaigns are told. */
export function told({ change }: Loyalty): string[] {
  return change.told.map(({ type, data: { program: _, ...data } }) => `${type} ${JSON.stringify(data)}`);
}

/** "points until", soonest ending first. */
export function lotsOf(loyalty: Loyalty): string[] {
  return accountIn(loyalty).lots.map(({ points, until }) => `${points} ${text(until)}`);
}

export function text(instant: number | null): string {
  return instant === null ? 'never' : new Date(instant).toISOString().slice(0, 16);
}
