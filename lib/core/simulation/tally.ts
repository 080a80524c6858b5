import { hash53 } from '../experiment/hash.ts';

/**
 * What a simulation counted. Additive: the tally of two parts of the customers is the sum. JSON-safe. Money of costs in millionths
 * of the base currency, revenue in its minor units. Days are local days of the first brand's zone, YYYY-MM-DD.
 */
export interface SimulationTally {
  /** Simulated. */
  customers: number;
  /** What they did inside the time that is simulated; that something was learnt of them is nothing that they did. */
  activities: number;
  /** Customers who got at least one message. */
  messaged: number;
  campaigns: { [campaign: string]: CampaignTally };
  days: { [day: string]: { [campaign: string]: DayTally } };
  contacts: { [day: string]: { messages: number; customers: number } };
  /** How many customers got that many messages in all: "0" to "19", "20+". */
  perCustomer: { [messages: string]: number };
  /** The most that each customer got in any seven days. */
  mostPerWeek: { [messages: string]: number };
  /** What members earned, by program, pending points included. */
  pointsEarned: { [program: string]: number };
}

export interface CampaignTally {
  entered: number;
  heldOut: number;
  restarted: number;
  /** By the codes by which `enter` refuses. */
  notEntered: { [code: string]: number };
  /** Messages planned; an entry of the control group counts one, as in the closing figures. */
  targeted: number;
  sent: { email: number; sms: number };
  /** Of texts. */
  parts: number;
  cost: number;
  /** Messages sent that have no price. */
  uncosted: number;
  suppressed: { [reason: string]: number };
  /** How often a message had to wait. */
  held: { [reason: string]: number };
  /** Planned, neither sent nor dropped at the end. */
  open: number;
  /** `resting`: they stand here at the end. */
  steps: { [step: string]: StepTally };
  /** Reached in the window in the shop's real past, without the campaign: the rate to beat. */
  goals: { entered: number; heldOut: number };
  /** Purchases in the goal's window that happened anyway. `open`: enrollments whose window is not over at the end; nothing of them is counted. */
  window: { entered: WindowTally; heldOut: WindowTally; open: number };
  /** By pool or program. `shown`: codes that a message drew which was sent. */
  rewards: { [reward: string]: { granted: number; shown: number; cost: number; points: number } };
  /** Messages held or dropped for caps, in whose window messages of the other campaign stood. */
  lostTo: { [otherCampaign: string]: number };
  notices: number;
  events: number;
  /** Up to five customers who entered, those of the smallest hashes. */
  examples: string[];
}

export interface StepTally {
  planned: number;
  sent: number;
  dropped: number;
  resting: number;
}

export interface WindowTally {
  n: number;
  orders: number;
  revenue: number;
}

export interface DayTally {
  entered: number;
  email: number;
  sms: number;
  cost: number;
}

const mostExamples = 5;

export function emptyTally(campaigns: readonly string[] = []): SimulationTally {
  return {
    customers: 0,
    activities: 0,
    messaged: 0,
    campaigns: Object.fromEntries(campaigns.map((id) => [id, emptyCampaign()])),
    days: {},
    contacts: {},
    perCustomer: {},
    mostPerWeek: {},
    pointsEarned: {},
  };
}

export function emptyCampaign(): CampaignTally {
  const nothing = (): WindowTally => ({ n: 0, orders: 0, revenue: 0 });
  return {
    entered: 0,
    heldOut: 0,
    restarted: 0,
    notEntered: {},
    targeted: 0,
    sent: { email: 0, sms: 0 },
    parts: 0,
    cost: 0,
    uncosted: 0,
    suppressed: {},
    held: {},
    open: 0,
    steps: {},
    goals: { entered: 0, heldOut: 0 },
    window: { entered: nothing(), heldOut: nothing(), open: 0 },
    rewards: {},
    lostTo: {},
    notices: 0,
    events: 0,
    examples: [],
  };
}

/** What is counted of a campaign; begins where nothing was. */
export function tallyOf({ campaigns }: SimulationTally, id: string): CampaignTally {
  const known = campaigns[id] ?? emptyCampaign();
  campaigns[id] = known;
  return known;
}

/** Likewise of a step of it. */
export function stepOf({ steps }: CampaignTally, step: string): CampaignTally['steps'][string] {
  const known = steps[step] ?? { planned: 0, sent: 0, dropped: 0, resting: 0 };
  steps[step] = known;
  return known;
}

/** The sum, with every key in order: byte for byte the same whatever the parts, and however they are paired. */
export function addTallies(one: SimulationTally, other: SimulationTally): SimulationTally {
  return added(one, other);
}

/** The examples with one more; mostly it is none of the smallest. */
export function withExample(examples: string[], id: string): string[] {
  const last = examples[mostExamples - 1];
  return last !== undefined && hash53(id) > hash53(last) ? examples : examplesOf([...examples, id]);
}

/** The ids of the smallest hashes, those first. */
function examplesOf(ids: Iterable<string>): string[] {
  const ranked = [...new Set(ids)].map((id) => ({ id, hash: hash53(id) }));
  return ranked
    .sort((one, other) => one.hash - other.hash || (one.id < other.id ? -1 : 1))
    .slice(0, mostExamples)
    .map(({ id }) => id);
}

/** Numbers are added, lists are those of examples, and what only one has is as if the other had nothing of it. */
export function added<T>(one: T, other: T): T;
export function added(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' || typeof other === 'number') return Number(one ?? 0) + Number(other ?? 0);
  if (Array.isArray(one) || Array.isArray(other)) return examplesOf([one, other].flatMap((list) => (Array.isArray(list) ? list : [])));
  const parts = [one, other].map((part) => new Map(Object.entries(typeof part === 'object' && part !== null ? part : {})));
  const keys = new Set(parts.flatMap((part) => [...part.keys()]));
  return Object.fromEntries([...keys].sort().map((key) => [key, added(parts[0]?.get(key), parts[1]?.get(key))]));
}
