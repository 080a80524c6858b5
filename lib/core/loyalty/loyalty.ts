import type { Account, LoyaltyChange, OrderPoints } from './account.ts';
import type { LiveProgram } from './live-program.ts';

/** The loyalty side of one customer in the moment of a decision. Never mutated: each step makes the next one. */
export interface Loyalty {
  programs: LiveProgram[];
  accounts: Account[];
  /** Of the orders that the activities at hand are about. */
  orders: OrderPoints[];
  /** Programs in which another customer with her address is a member: she cannot join them. */
  taken: string[];
  /** Everything that the decision has changed so far. */
  change: LoyaltyChange;
}

export const noLoyaltyChange: LoyaltyChange = { accounts: [], entries: [], orders: [], joined: [], told: [] };

export function hasChanged({ accounts, entries, orders }: LoyaltyChange): boolean {
  return accounts.length > 0 || entries.length > 0 || orders.length > 0;
}
