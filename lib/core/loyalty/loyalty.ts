import type { Activity } from '../activity.ts';
import type { Account, LoyaltyChange, OrderPoints } from './account.ts';
import type { LiveProgram } from './live-program.ts';

/** The loyalty side of one customer in the moment of a decision. Never mutated: each step makes the next one. */
export interface Loyalty {
  /** The shop's own id of her. */
  customer: string;
  programs: LiveProgram[];
  accounts: Account[];
  /** Of the orders that the activities at hand are about. */
  orders: OrderPoints[];
  /** Programs in which another customer with her address is a member: she cannot join them. */
  taken: string[];
  /** Ledger entries that stand already, as "program#entry": what would enter them again was done before. Learnt from a write that failed. */
  entered?: ReadonlySet<string>;
  /** Everything that the decision has changed so far. */
  change: LoyaltyChange;
}

export const noLoyaltyChange: LoyaltyChange = { accounts: [], entries: [], orders: [], joined: [], told: [] };

export function hasChanged({ accounts, entries, orders }: LoyaltyChange): boolean {
  return accounts.length > 0 || entries.length > 0 || orders.length > 0;
}

/** Whether what happened can change her points in a program: it makes members, earns, or takes back. */
export function concerns({ join, earn }: LiveProgram, { type }: Activity): boolean {
  return type === 'order.refunded' || type === join.activity || earn.some((rule) => rule.activity === type && rule.for === undefined);
}

/** Her points as a decision leaves them, for the next one: what `change` holds stands in place of what was there. */
export function afterChange(loyalty: Loyalty, change: LoyaltyChange): Loyalty {
  const accounts = new Map([...loyalty.accounts, ...change.accounts].map((account) => [account.program, account]));
  const orders = new Map([...loyalty.orders, ...change.orders].map((points) => [`${points.program}#${points.order}`, points]));
  return { ...loyalty, accounts: [...accounts.values()], orders: [...orders.values()], change };
}

/** The shop's id of the order that an activity is about; what it earned and what was refunded of it is kept under it. */
export function orderOf({ type, id, data }: Activity): string | undefined {
  if (type !== 'order.placed' && type !== 'order.refunded') return undefined;
  // A longer text is no id, and would not fit into a key.
  if (typeof data.orderId === 'string' && data.orderId !== '' && data.orderId.length <= 128) return data.orderId;
  return type === 'order.placed' ? id : undefined;
}
