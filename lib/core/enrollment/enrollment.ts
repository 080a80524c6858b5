import { hour, type Instant } from '../time.ts';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Channel = 'email' | 'sms';

/** One customer in one campaign, one occurrence. JSON-safe: it is stored as it stands. */
export interface Enrollment {
  campaign: string;
  /** The published version that it entered and stays on. */
  version: string;
  /** What makes this occurrence one: an activity id, the `key` property, a calendar year. */
  occurrence: string;
  /** True when the definition has a `key`: occurrences live side by side instead of following one another. */
  keyed: boolean;
  /** True when nothing ever asks for it again once it is over: neither a key, nor a re-entry rule, nor a count of entries. */
  forgettable: boolean;
  status: 'inside' | 'ended' | 'held-out';
  /** The node to run next; null once ended. */
  position: string | null;
  enteredAt: Instant;
  /** When something happens by time alone: a wait's end, a goal's window. Every enrollment that is inside has one. */
  dueAt: Instant | null;
  /** What it waits for at `position`. */
  waiting: Waiting | null;
  /** Properties of what entered her, plus `date` and `occurredAt`. */
  trigger: { [property: string]: Json };
  /** steps.<id>.<property>: what a wait caught, a split's arm, a send's channel. */
  steps: { [step: string]: { [property: string]: Json } };
  goal: { until: Instant; reachedAt: Instant | null } | null;
  /** When it entered her before its restarts. */
  since?: Instant;
  /** Which draw held her out: that of all campaigns. Absent = that of this campaign, or none. */
  heldOutBy?: 'universal';
  /** By these she is measured, never two at a time in one campaign: the first of hers that opened here, and the latest. */
  measured?: Window[];
  /** Planned and not long past: read by dispatch-messages through the stream, and by the watch of each night. */
  outbox: Outgoing[];
  /** Messages ever planned under this item, all occurrences: the left side of the closing equation. A held-out entry counts one. */
  planned: number;
  /** How many of `planned` are entries of the control group. */
  heldOut: number;
  /** Entries ever under this item, for `timesPerCustomer`. */
  entries: number;
  ended: { at: Instant; because: EndReason; detail: string } | null;
  /** Set when a run of a scheduled campaign entered her: its occurrence. */
  run?: string;
  /** When that run was started: an order to cancel that came after it is also for her. */
  runStartedAt?: Instant;
  /** Where she stands in the pages of that run: "<run number>.<segment>.<page>.<index>". */
  place?: string;
  /** How often she answered its messages: "email.clicked" and "email.clicked#<step>" → [times, last at]. */
  answers?: { [activity: string]: [times: number, lastAt: Instant] };
}

/**
 * The time in which goal and purchases of a customer are measured, held out or not: from an entry that found none open. Restarts
 * and further entries leave it as it is, since the control group knows neither of them alike.
 */
export interface Window {
  from: Instant;
  /** The last instant that is in it; 0 = none is, the campaign has no goal. */
  until: Instant;
  /** The run that entered her. */
  run?: string;
  /** It is her first in this campaign: by these effects are judged. */
  first?: true;
  /** What she was when it opened; absent = she was treated. */
  as?: 'heldOut' | 'universal';
  /** When the goal of the campaign was reached in it. */
  reachedAt?: Instant;
  orders?: number;
  /** Minor units of the base currency, less refunds of orders that were counted here. */
  revenue?: number;
  /** Orders and refunds that are not in the revenue: in a currency without a rate, or too large to be an order. */
  unpriced?: number;
  /** The latest orders that were counted here, by their ids. */
  ids?: string[];
  /** What entered her, where something else has entered her since. */
  trigger?: Enrollment['trigger'];
  /** The arms that she had come to by then. */
  arms?: { [split: string]: string };
}

export type EndReason = 'completed' | 'goal' | 'exit' | 'campaign-ended' | 'cancelled';

/** `since`: waits count from when it happened, not from when it arrived. */
export type Waiting = { for: 'time' | 'event'; since: Instant };

/**
 * So long after a message stopped being valid there is word of it: the watch of the second night gives up what was lost. Until then
 * its place in the outbox and its claim are kept.
 */
export const wordWithin = 50 * hour;

/** What the outbox holds. `id` is deterministic: enrollment and step. */
export type Outgoing = PlannedMessage | PlannedEvent | PlannedNotice;

export interface PlannedMessage {
  kind: 'message';
  /** campaign#occurrence#step, without the customer: the message key is this plus the customer. */
  id: string;
  step: string;
  template: string;
  topic: string;
  /** First reachable channel wins, read at send. */
  by: Channel[];
  priority: number;
  plannedAt: Instant;
  /** "Not after": dropped with that reason from this instant on. */
  expiresAt: Instant;
  /** A colleague in whose name it is sent: her address, as found at the path of "sender". */
  sender?: string;
  /** The run of a scheduled campaign that it belongs to; it goes by the queue `bulk`. */
  run?: string;
}

/** A mail to a colleague about a customer, with a Done button. Sent at least once, with its id. */
export interface PlannedNotice {
  kind: 'notice';
  id: string;
  step: string;
  template: string;
  /** A team of the settings, or an address found at a path. */
  to: string;
  plannedAt: Instant;
  /** Until when it should be done. */
  dueAt: Instant | null;
  /** Collected into one mail a day. */
  digest: boolean;
}

export interface PlannedEvent {
  kind: 'event';
  id: string;
  step: string;
  type: string;
  data: { [property: string]: Json };
  plannedAt: Instant;
}

/**
 * The next instant at which a `date` or `lapse` trigger fires for this customer, or at which somebody enters who had to wait:
 * for a day with room, or for the next sweep. `dueAt: null` takes the hint away.
 */
export interface DateHint {
  campaign: string;
  dueAt: Instant | null;
  /**
   * What it is about: the local date itself, such as the birthday "2027-03-01"; for a lapse the instant of the last order, as
   * ISO text; for a segment how often she had come in or left.
   */
  date: string;
  /** The day of the brand's zone on which one of the campaign's entries is kept for her. */
  place?: string;
  /** When she began to wait for that day. */
  since?: Instant;
}

/** One line of why, kept with the decision and shown by `explain`. */
export interface Reason {
  campaign: string;
  step?: string;
  verdict:
    | 'entered'
    | 'held-out'
    | 'not-entered'
    | 'restarted'
    | 'planned'
    | 'waits'
    | 'branched'
    | 'goal'
    | 'exited'
    | 'completed'
    | 'updated'
    | 'granted'
    | 'not-granted'
    | 'paused';
  /** A plain sentence with the data seen. Holds no address and no name. */
  because: string;
  /** Why a rule of entry kept her out, as it is counted. */
  code?: string;
}
