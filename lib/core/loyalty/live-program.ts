import type { Money } from '../activity.ts';
import type { Reader } from '../audience/reader.ts';
import type { Test } from '../audience/test.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Json } from '../enrollment/enrollment.ts';
import type { Rates } from '../money.ts';
import type { CalendarDuration, Instant } from '../time.ts';

/** A program, compiled: what the core runs. Holds functions, so it is never stored. */
export interface LiveProgram {
  id: string;
  definition: LoyaltyProgram;
  status: 'draft' | 'live' | 'ended';
  /** The brand's: days of the program are days there. */
  zone: string;
  /** The brand's default: in it colleagues and other systems are told names. */
  language: string;
  rates: Rates;
  join: { activity: string; where: Test | undefined; lasts: CalendarDuration | undefined };
  earn: EarnRule[];
  multiply: Multiplier[];
  pending: CalendarDuration | undefined;
  expiry: ExpiryRule | undefined;
  remind: CalendarDuration[];
  tiers: TierRules | undefined;
  rewards: Reward[];
  reservation: CalendarDuration;
  redemptions: { atMost: number; per: CalendarDuration } | undefined;
}

export interface EarnRule {
  id: string;
  activity: string;
  where: Test | undefined;
  points: number | Reader;
  /** Minor units by currency; empty = for each activity. */
  per: Money[];
  of: string;
  categories: ReadonlySet<string> | undefined;
  for: string | undefined;
  pending: CalendarDuration | undefined;
}

export interface Multiplier {
  id: string;
  by: number;
  earn: ReadonlySet<string> | undefined;
  tiers: ReadonlySet<string> | undefined;
  from: Instant;
  /** Without. */
  until: Instant;
  where: Test | undefined;
}

export type ExpiryRule =
  | { after: CalendarDuration; round: 'month' | 'quarter' | 'half-year' | 'year' | undefined }
  | { each: string; grace: CalendarDuration | undefined }
  | { idle: CalendarDuration };

export interface TierRules {
  by: 'points' | 'spend';
  over: 'calendar year' | CalendarDuration;
  grace: CalendarDuration | undefined;
  /** From the lowest; `from` in points or in minor units of the base currency. */
  levels: { id: string; name: Title; from: number }[];
}

/** One text, or one for each language. */
export type Title = string | { [language: string]: string };

export interface Reward {
  id: string;
  name: Title;
  kind: 'discount' | 'gift' | 'prize';
  points: number;
  coupon: string | undefined;
  validFor: CalendarDuration | undefined;
  stock: number | undefined;
  perCustomer: { atMost: number; per: CalendarDuration | undefined } | undefined;
  tiers: ReadonlySet<string> | undefined;
  from: Instant;
  /** Without. */
  until: Instant;
  cost: Money | undefined;
}

/** What conditions and templates read under points.*, by name: see `pointsProperties` in summary.ts. */
export type PointsFields = { [name: string]: Json };
