import type { Activity } from '../activity.ts';
import type { Contact } from '../contact.ts';
import type { Profile } from '../customer.ts';
import type { Campaign } from '../definition/campaign.ts';
import type { Data } from '../definition/data.ts';
import type { CouponPool, LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Segment } from '../definition/segment.ts';
import type { Settings } from '../definition/settings.ts';
import type { ShopRhythm } from '../lapse.ts';
import type { ShopFigures } from '../scoring/shop-figures.ts';
import type { Instant } from '../time.ts';

/** What is simulated, as it can be handed to another thread: plain data. */
export interface SimulationPlan {
  /** Those that are simulated; each counts as live, whatever its status says. */
  campaigns: Campaign[];
  programs: LoyaltyProgram[];
  segments: Segment[];
  settings: Settings;
  data: Data;
  pools: CouponPool[];
  /** The first instant that is simulated; what happened before is history. */
  from: Instant;
  /** The last one. */
  until: Instant;
  /** Ids of the templates that there are, editions included; absent = each that is asked for. */
  templates?: string[];
  /** How many parts a text of this template has; one that is not named counts one. */
  parts?: { [template: string]: number };
  /** The steps without whose reward a template cannot be sent. */
  needs?: { [template: string]: string[] };
  /** The steps whose reward a template shows where there is one. */
  shows?: { [template: string]: string[] };
  /** What scores and own rhythms need to know of the shop, earliest first: as it was counted on the first instant and later. */
  counts?: ShopCount[];
}

/** The whole shop as it was counted at an instant. */
export interface ShopCount {
  at: Instant;
  rhythm: ShopRhythm;
  figures?: ShopFigures | undefined;
}

/** One customer as the source knows her. */
export interface SimulatedCustomer {
  id: string;
  /** Addresses, consents, suppressions; absent = nothing can be sent to her. */
  contact: Contact | undefined;
  /** Everything that she did, history included, earliest first. */
  activities: Activity[];
  /** Known from the start, before every activity. */
  attributes?: Profile['attributes'];
  /** Uploaded lists that she stands on. */
  lists?: NonNullable<Profile['lists']>;
}

/** What one customer got of each campaign that did anything to her: what `compare` sets side by side. Cost as in the tally. */
export interface Outcome {
  [campaign: string]: { entered: number; heldOut: number; sent: number; cost: number };
}

/** Two versions of the shop for the same customers. Additive, as the tally is. */
export interface Comparison {
  [campaign: string]: {
    /** Customers whom only the second version enters, only the first, and both. */
    gained: number;
    lost: number;
    both: number;
    /** Customers who get more messages of it by the second version, fewer, and as many. */
    more: number;
    fewer: number;
    /** Second less first. */
    sent: number;
    cost: number;
    /** Up to five ids each. */
    gains: string[];
    loses: string[];
  };
}

/** Where what customers share has run out, by `campaign#period@price` of a budget or `campaign#day` of entries: what comes later is refused. */
export interface Limits {
  [limit: string]: Cutoff;
}

/** The minute, and the first turn in it that is refused (`turnNumber`). */
export interface Cutoff {
  at: Instant;
  turn: number;
}
