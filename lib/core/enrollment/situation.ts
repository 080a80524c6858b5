import { type Need, uniqueNeeds } from '../audience/counts.ts';
import type { Subject } from '../audience/test.ts';
import type { Spent } from '../budget.ts';
import type { Contact } from '../contact.ts';
import type { Profile } from '../customer.ts';
import type { CouponPool } from '../definition/loyalty-program.ts';
import type { Settings } from '../definition/settings.ts';
import type { ShopRhythm } from '../lapse.ts';
import type { LoyaltyChange } from '../loyalty/account.ts';
import { hasChanged, type Loyalty } from '../loyalty/loyalty.ts';
import type { ShopFigures } from '../scoring/shop-figures.ts';
import { type StandingOrders, wasCancelled } from '../standing-orders.ts';
import { type Instant, isZone } from '../time.ts';
import type { DateHint, EndReason, Enrollment, Reason } from './enrollment.ts';
import type { LiveCampaign } from './program.ts';

/** Everything that is known of one customer in the moment of a decision. */
export interface Situation {
  profile: Profile;
  contact: Contact | undefined;
  /** All of hers, ended ones included, while they are stored. */
  enrollments: Enrollment[];
  /** The campaigns in force; those inside one that is not among them come to its end. */
  live: LiveCampaign[];
  /** The version that an enrollment entered. */
  version(id: string, version: string): LiveCampaign | undefined;
  settings: Settings;
  /** What is counted of her; absent = what the live campaigns ask for. */
  needs?: readonly Need[];
  /** How the shop's customers come back; absent until the first nightly pass has counted them. */
  rhythm?: ShopRhythm | undefined;
  /** What scores need to know of the shop; absent until it was first counted. */
  shop?: ShopFigures | undefined;
  /** Her points; absent where there is no program, or where nothing of it was loaded. */
  loyalty?: Loyalty | undefined;
  /** Whence codes are drawn: what one costs counts against the budget of the campaign that promises it. */
  pools?: readonly CouponPool[];
  /** What is left of budgets, by `budgetName`, in millionths of their currency; one that is not named is taken to suffice. */
  purses?: Pick<ReadonlyMap<string, number>, 'get'>;
  /** What the decision at hand has taken of budgets so far. */
  spent?: readonly Spent[] | undefined;
  /** Campaigns whose entries of today are taken, and the first day that has room: a date of the brand's zone. */
  full?: Pick<ReadonlyMap<string, string>, 'get'>;
  /** What a person ordered for a campaign; absent = nothing for any. */
  orders?(campaign: string): StandingOrders;
}

/** What follows from something that happened. */
export interface Decision {
  /** Absent = unchanged. */
  profile?: Profile;
  /** Changed or new. */
  enrollments: Enrollment[];
  hints: DateHint[];
  /** Marketing is held until then, in all campaigns. */
  pauseUntil?: Instant;
  /** Points that were earned, granted, released, expired: written in the same transaction. */
  loyalty?: LoyaltyChange;
  /** What rewards cost: taken from the budgets of their campaigns in the same transaction. */
  spent?: readonly Spent[];
  why: Reason[];
}

/** An activity or a date that is told of later than this enters nobody: what it would start has lost its occasion. */
export const oldestEntry = { months: 0, days: 30, ms: 0 };

/** Hers; where it is not known or no zone, the brand's. */
export function zoneOf({ profile, contact }: Pick<Situation, 'profile' | 'contact'>, brandZone: string): string {
  const { zone } = profile.attributes;
  if (isZone(zone)) return zone;
  return isZone(contact?.zone) ? contact.zone : brandZone;
}

/** What conditions are asked of, outside any enrollment. */
export type Known = Pick<Situation, 'profile' | 'contact' | 'shop' | 'rhythm'>;

/** What predicates of a campaign look at, inside one enrollment. */
export function subjectOf(situation: Known, campaign: LiveCampaign, enrollment?: Enrollment): Subject {
  const subject = subjectAt(situation, campaign.zone);
  return enrollment ? { ...subject, trigger: enrollment.trigger, steps: enrollment.steps, answers: enrollment.answers ?? {} } : subject;
}

/** What the conditions of programs look at, outside any campaign. */
export function subjectIn(situation: Situation): Subject {
  return subjectAt(situation, situation.settings.brands[0]?.zone ?? 'UTC');
}

function subjectAt(situation: Known, brandZone: string): Subject {
  const { profile, contact, shop, rhythm } = situation;
  return { profile, contact, zone: zoneOf(situation, brandZone), shop, rhythm };
}

/** What is counted of her: more than the live campaigns ask for where she is inside an older version, or a publish has begun. */
export function needsOf({ needs, live }: Pick<Situation, 'needs' | 'live'>): readonly Need[] {
  return needs ?? uniqueNeeds(live.flatMap((campaign) => campaign.needs));
}

/** What was changed of her points since they were read, and what rewards have cost. */
export function changedPoints({ loyalty, spent = [] }: Pick<Situation, 'loyalty' | 'spent'>): Pick<Decision, 'loyalty' | 'spent'> {
  return { ...(loyalty && hasChanged(loyalty.change) && { loyalty: loyalty.change }), ...(spent.length > 0 && { spent }) };
}

/** In force and within its days. */
export function isRunning(situation: Situation, id: string, at: Instant): boolean {
  return situation.live.some((campaign) => campaign.id === id && campaign.status === 'live' && at < campaign.endsAt);
}

/** Whether what began in a campaign at an instant was cancelled since. */
export function isCancelled(situation: Situation, campaign: string, began: Instant): boolean {
  return wasCancelled(situation.orders?.(campaign) ?? {}, began);
}

/** The same enrollment, over. A held-out one stays marked as such. */
export function ended(enrollment: Enrollment, at: Instant, how: { because: EndReason; detail: string }): Enrollment {
  const status = enrollment.status === 'held-out' ? 'held-out' : 'ended';
  return { ...enrollment, status, position: null, dueAt: null, waiting: null, ended: { at, ...how } };
}

/** Where she stands in a segment, or has lapsed, is asked again after years: that this has entered her must be known then. */
export function isForgettable({ entry: { key, timesPerCustomer, trigger } }: LiveCampaign): boolean {
  return key === undefined && timesPerCustomer === Infinity && trigger.kind !== 'segment' && trigger.kind !== 'lapse';
}
