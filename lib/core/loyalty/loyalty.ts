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

/** The shop's id of the order that an activity is about; what it earned and what was refunded of it is kept under it. */
export function orderOf({ type, id, data }: Activity): string | undefined {
  if (type !== 'order.placed' && type !== 'order.refunded') return undefined;
  // A longer text is no id, and would not fit into a key.
  if (typeof data.orderId === 'string' && data.orderId !== '' && data.orderId.length <= 128) return data.orderId;
  return type === 'order.placed' ? id : undefined;
}
