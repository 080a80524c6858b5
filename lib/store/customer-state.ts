import type { Contact } from '../core/contact.ts';
import type { Profile } from '../core/customer.ts';
import type { DateHint, Enrollment } from '../core/enrollment/enrollment.ts';
import type { LoyaltyChange } from '../core/loyalty/account.ts';
import type { Loyalty } from '../core/loyalty/loyalty.ts';
import type { Instant } from '../core/time.ts';
import type { Operation } from '../world.ts';
import type { PointsWish } from './accounts.ts';

export interface CustomerState {
  profile: Profile | undefined;
  contact: Contact | undefined;
  enrollments: Enrollment[];
  /** Reads her points, to decide on; nothing where no program is asked for, and of an erased customer. */
  points?(wish: PointsWish): Promise<Loyalty | undefined>;
}

/** What one decision writes, all or nothing. `by` names the decision: the same input gives the same name. */
export interface Change {
  by: string;
  profile?: Profile;
  enrollments?: Enrollment[];
  hints?: DateHint[];
  /** No marketing to this customer until then. */
  pauseUntil?: Instant;
  /** What `points` of the state read, changed. */
  loyalty?: LoyaltyChange;
  /** Written in the same transaction, before everything else. */
  also?: Operation[];
}
