import type { Activity, Money } from '../activity.ts';
import type { Instant } from '../time.ts';

/** Points of one member that end at the same moment. */
export interface Lot {
  points: number;
  /** They can be spent from then on. */
  from: Instant;
  /** They are gone at this instant. null = never, or, where points slide, with the account's `slidesUntil`. */
  until: Instant | null;
}

/** A tier, how long it holds, and what it was reached from: where that holds longer, she falls back to it. */
export interface HeldTier {
  id: string;
  since: Instant;
  until: Instant | null;
  before?: HeldTier;
}

/** One member of one program. JSON-safe: it is stored as it stands. Lists are bounded. */
export interface Account {
  program: string;
  joinedAt: Instant;
  /** A membership that lasts ends here. */
  memberUntil: Instant | null;
  /** Can be spent, those that end first first. Empty while something is owed. */
  lots: Lot[];
  /** Not yet: the return window is open. By `from`. */
  pending: Lot[];
  /** Points taken back that were spent already; later earning pays them. */
  owed: number;
  /** When all lots end, where points slide with her activity. */
  slidesUntil: Instant | null;
  tier: HeldTier | null;
  /** What qualifies for tiers: [day of the brand's zone since 1970, points or minor units of the base currency], earliest first. */
  qualifying: [day: number, amount: number][];
  /** When she redeemed, the latest ones, for limits: [instant, reward]. At most `mostRedeemed`. */
  redeemed: [at: Instant, reward: string][];
  /** Over the whole life, each a sum of points: for the report on liability. Only `adjusted` has a sign. */
  sums: { earned: number; takenBack: number; granted: number; spent: number; returned: number; expired: number; adjusted: number };
  /** When the account changed last: everything due up to here has been entered. */
  settledAt: Instant;
  /** The next such instant; null = none. */
  dueAt: Instant | null;
}

export const entryKinds = [
  'joined',
  'left',
  'earned',
  'released',
  'taken-back',
  'granted',
  'spent',
  'returned',
  'expired',
  'adjusted',
  'tier',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** One line of the ledger; never changed. The sum of `points` is the balance, the sum of `pending` what is pending. */
export interface LedgerEntry {
  /** Deterministic, so that a repeat is the same entry: the activity's, the enrollment's step, the redemption's key, the day. */
  id: string;
  program: string;
  kind: EntryKind;
  /** When it was entered. */
  at: Instant;
  /** When what it is for happened. */
  occurredAt: Instant;
  /** Change of the balance, which is what can be spent minus what is owed. */
  points: number;
  /** Change of what is pending. */
  pending: number;
  /** From or into which lots: what goes back goes back there. */
  lots: Lot[];
  /** In words, with the rule or the person. Holds no address of a customer. */
  because: string;
  /** What was redeemed. */
  reward?: string;
  /** A colleague who ordered it. */
  by?: string;
}

/**
 * What one order earned and what was refunded of it, in whichever order they came. Kept under the shop's id of the order, so
 * that an order earns once whatever its activities are called.
 */
export interface OrderPoints {
  program: string;
  order: string;
  /** Undefined while only refunds of it are known. */
  earned?: {
    points: number;
    /** What the rules gave before rounding, so that a part that is kept earns what an order of that amount earns. */
    raw: number;
    qualifying: number;
    /** null = the order told no total: any refund takes back everything. */
    total: Money | null;
    lots: Lot[];
    at: Instant;
    /** The ledger entry that tells of it; none where it earned nothing. */
    entry: string;
  };
  /** Minor units by currency: the order's own is not known while only refunds are. */
  refunded: { [currency: string]: number };
  /** Points that the refunds took back so far. */
  takenBack: number;
  /** What no longer qualifies for tiers. */
  disqualified: number;
}

/** What changed in accounts by one decision, written in the same transaction as the decision. */
export interface LoyaltyChange {
  accounts: Account[];
  entries: LedgerEntry[];
  orders: OrderPoints[];
  /** Programs that she joined by it. */
  joined: string[];
  /** tier.changed, points.*, reward.granted: activities with deterministic ids, recorded where a live campaign asks for them. */
  told: Activity[];
}

/** What a profile remembers of an account, so that conditions and templates can read it. Rewritten whenever the account is. */
export interface PointsSummary {
  joinedAt: Instant;
  memberUntil: Instant | null;
  available: number;
  pending: number;
  owed: number;
  tier: string | null;
  tierUntil: Instant | null;
  /** What counts towards the next tier: points, or minor units of the base currency, each until when; null = from then on. */
  qualifying: [amount: number, until: Instant | null][];
  /** Rewards that a limit keeps from her, until when; "" = all, null = for ever. */
  limited: [reward: string, until: Instant | null][];
  /** The brand's: days of the program are days there. */
  zone: string;
  /** The points that end next, and when. */
  expiring: { points: number; at: Instant } | null;
  /** Points ever spent, less those given back: for what a customer costs. */
  spent: number;
}
