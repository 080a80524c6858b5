import type { Activity } from '../activity.ts';
import type { Contact } from '../contact.ts';
import type { Profile } from '../customer.ts';
import type { CouponPool } from '../definition/loyalty-program.ts';
import type { Settings } from '../definition/settings.ts';
import type { SendReason } from '../eligibility.ts';
import type { Channel, DateHint, Enrollment, PlannedMessage, Reason } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { Decision, Situation } from '../enrollment/situation.ts';
import type { ShopRhythm } from '../lapse.ts';
import type { Account } from '../loyalty/account.ts';
import type { LiveProgram } from '../loyalty/live-program.ts';
import type { Occurrence } from '../schedule.ts';
import type { ShopFigures } from '../scoring/shop-figures.ts';
import type { Instant } from '../time.ts';

/** What is rehearsed: one customer, what she does, and the campaigns that are in force. */
export interface Life {
  /** Every need of the campaigns counted, such as by `newProfile`. */
  profile: Profile;
  contact: Contact | undefined;
  campaigns: LiveCampaign[];
  settings: Settings;
  /** What she does, in any order; what another customer does, who may name her. */
  deeds: Deed[];
  /** What happened before is history; schedules begin here. */
  liveFrom: Instant;
  /** Up to and with this instant. */
  until: Instant;
  /** Before this instant nobody knows of her: no run finds her, no night looks at her; absent = known from the start. */
  knownFrom?: Instant | undefined;
  rhythm?: ShopRhythm | undefined;
  /** What scores need to know of the shop. */
  figures?: ShopFigures | undefined;
  /** Loyalty programs that are live or ended. */
  programs?: LiveProgram[];
  pools?: readonly CouponPool[];
  /** Whether an edition was published; absent = each was. */
  hasTemplate?(id: string): boolean;
  /** The steps without whose reward a template cannot be sent; absent = each can. */
  needs?: ((template: string) => readonly string[]) | undefined;
  /** She as she is stored: then her life goes on from there, and no history is played. */
  stored?: Stored;
  /** Versions that she may be inside of, or that come into force on the way. */
  older?: LiveCampaign[];
  /** The last occurrence of each scheduled campaign that was decided before. */
  decided?: ReadonlyMap<string, string>;
  /** What others change on the way, in order of time: what is published, what she consents to. */
  changes?: Change[];
  /** Is shown each reason, and each run that left her out, with the situation that it left. */
  watch?(told: Told, situation: Situation): void;
  /** What she shares with others; absent = everything suffices. */
  shared?: Shared;
}

/** Whether anybody knows of her yet. */
export function isKnown({ knownFrom = -Infinity }: Pick<Life, 'knownFrom'>, now: Instant): boolean {
  return now >= knownFrom;
}

/** What many customers share, as far as it is known in the moment of a decision, and who counts what she takes of it. */
export interface Shared {
  /** As in the situation: days whose entries are taken, budgets that are spent. Absent = nothing runs out. */
  left?: Pick<Situation, 'full' | 'purses'>;
  /** Is told when it is, before anything asks what is left. */
  at?(now: Instant): void;
  /** Is shown each decision before it is taken over. */
  decided(decision: Decision, now: Instant): void;
  /** Is shown each message as it is planned. */
  planned(message: PlannedMessage, campaign: string, now: Instant): void;
  /** Whether the budget of its campaign covers a message that could go now. */
  pays(message: PlannedMessage, by: { campaign: LiveCampaign; channel: Channel; enrollment: Enrollment }, now: Instant): boolean;
}

/** What stands of a customer beside her profile and contact, in the moment from which her life goes on. */
export interface Stored {
  enrollments: Enrollment[];
  hints: DateHint[];
  accounts: Account[];
  /** Planned or held, and no word of them yet. */
  messages: { message: PlannedMessage; dueAt: Instant; campaign: string; version: string }[];
}

export interface Change {
  at: Instant;
  /** Campaigns that were just published and also want those who stand where they want them. */
  existing?: string[];
  /** It only takes the place of all that was counted of the shop before. */
  counts?: true;
  change(situation: Situation): Situation;
}

export interface Deed {
  activity: Activity;
  /** It answers the latest message or notice of this step: that is filled in when it comes. */
  answers?: { campaign: string; step: string };
  /** What Rapport itself tells is known from then on; absent = when it happened. */
  toldAt?: Instant;
}

/** What became of her, in order of time. */
export type Told = { at: Instant; campaign: string } & (
  | ({ what: 'sent'; channel: Channel; message: PlannedMessage } & Named)
  | ({ what: 'held'; reason: SendReason; until: Instant } & Named)
  | ({ what: 'dropped'; reason: SendReason | 'superseded' | 'no-edition' } & Named)
  | ({ what: 'notice'; to: string } & Named)
  | { what: 'event'; step: string; type: string }
  | { what: 'not-selected'; run: string; because: string; code: string }
  | { what: 'because'; reason: Reason }
);

interface Named {
  step: string;
  template: string;
  occurrence: string;
}

/** A start of a scheduled campaign, and the sweep that finds it. */
export interface Run {
  at: Instant;
  campaign: LiveCampaign;
  occurrence: Occurrence;
  /** As it comes to each zone, once somebody there was selected. */
  arrivals: Map<string, Arrival>;
}

export interface Arrival {
  dueAt: Instant;
  zone: string;
  /** The letter of a broadcast, which is the same for all of a zone unless it has a sender. */
  letter?: Letter;
}

/** A recipient of a broadcast as if she were inside, and her message. */
export interface Letter {
  enrollment: Enrollment;
  message: PlannedMessage | undefined;
}
