import type { ActivityInput } from '../core/activity.ts';

/** Who a customer is. `attributes` become the activity `customer.updated`; addresses and consent go to the contact only. */
export interface CustomerDetails {
  customer: string;
  attributes: { [name: string]: string | number | boolean };
  email?: string;
  /** E.164. */
  phone?: string;
  /**
   * Without a topic it is given, or withdrawn, for all topics of class marketing. `source` says where that was found.
   * `confirmed`: she has confirmed it long ago, and is not asked by a mail.
   */
  consent?: { channel: 'email' | 'sms'; topic?: string; given: boolean; source: string; confirmed?: true };
}

/** What an order file and the built-in shop tell, in time order. */
export type Entry = { customer: CustomerDetails } | { activity: ActivityInput };
