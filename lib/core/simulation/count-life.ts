import type { Channel, PlannedMessage } from '../enrollment/enrollment.ts';
import { isUnder } from '../frequency-caps.ts';
import type { Told } from '../rehearsal/life.ts';
import type { Living } from '../rehearsal/living.ts';
import { day, durationOf, type Instant, subtractDuration } from '../time.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { type Code, type Counts, type Planned, stepKey } from './counting.ts';
import type { Outcome, SimulatedCustomer } from './simulated.ts';
import { type CampaignTally, type DayTally, type SimulationTally, type StepTally, stepOf, tallyOf, withExample } from './tally.ts';

/** A message that went out. */
interface Sent {
  at: Instant;
  campaign: string;
  channel: Channel;
  topic: string;
}

interface Counting {
  compiled: CompiledPlan;
  tally: SimulationTally;
  customer: SimulatedCustomer;
  living: Living;
  sent: Sent[];
  outcome: Outcome;
  /** The last day on which something went out to her. */
  lastDay: ContactDay | undefined;
  lines: WeakMap<PlannedMessage, Line>;
  /** Codes that no message has shown yet. */
  hidden: Map<string, Code>;
}

type ContactDay = SimulationTally['contacts'][string];

/** Adds what became of one customer to counts, and returns what she got of each campaign. */
export function countLife(
  { compiled, counts: { tally }, customer }: { compiled: CompiledPlan; counts: Counts; customer: SimulatedCustomer },
  living: Living,
  { plans, codes }: { plans: readonly Planned[]; codes: ReadonlyMap<string, Code> },
): Outcome {
  const [lines, hidden] = [linesIn(tally), new Map(codes)];
  const counting: Counting = { compiled, tally, customer, living, sent: [], outcome: {}, lastDay: undefined, lines, hidden };
  tally.customers += 1;
  for (const { type, occurredAt } of customer.activities) {
    if (type !== 'customer.updated' && occurredAt >= compiled.plan.from && occurredAt <= compiled.plan.until) tally.activities += 1;
  }
  for (const each of plans) countPlanned(each, counting);
  for (const told of living.told) count(told, counting);
  for (const { campaign, position, status } of living.situation.enrollments) {
    if (status === 'inside' && position !== null) stepOf(tallyOf(tally, campaign), position).resting += 1;
  }
  for (const { campaign } of living.waiting) tallyOf(tally, campaign.id).open += 1;
  countContacts(counting);
  return counting.outcome;
}

function count(told: Told, counting: Counting): void {
  if (told.what === 'sent') {
    countSent(told, counting);
    countShown(told, counting);
  } else countOther(told, counting);
}

function countOther(told: Exclude<Told, { what: 'sent' }>, counting: Counting): void {
  const { tally, compiled, outcome } = counting;
  const counted = tallyOf(tally, told.campaign);
  if (told.what === 'because') countReason(told, counting);
  if (told.what === 'notice') counted.notices += 1;
  if (told.what === 'event') counted.events += 1;
  if (told.what === 'not-selected') {
    if (told.code === 'held-out' && compiled.byId.get(told.campaign)?.broadcast) {
      counted.heldOut += 1;
      counted.targeted += 1;
      outcomeOf(outcome, told.campaign).heldOut += 1;
    } else if (told.code !== 'not-in' && told.code !== 'held-out') plus(counted.notEntered, told.code);
  }
  if (told.what !== 'held' && told.what !== 'dropped') return;
  plus(told.what === 'held' ? counted.held : counted.suppressed, told.reason);
  if (told.what === 'dropped') stepOf(counted, told.step).dropped += 1;
  if (told.reason === 'capped') for (const other of inTheWay(told, counting)) plus(counted.lostTo, other);
}

function countReason({ at, campaign, reason }: Extract<Told, { what: 'because' }>, counting: Counting): void {
  const { tally, compiled, outcome } = counting;
  const counted = tallyOf(tally, campaign);
  if (reason.verdict === 'entered') enters({ campaign, counted, today: dayOf(tally, compiled.dayOf(at), campaign) }, counting);
  if (reason.verdict === 'restarted') counted.restarted += 1;
  if (reason.verdict === 'not-entered' && reason.code !== undefined) plus(counted.notEntered, reason.code);
  if (reason.verdict !== 'held-out') return;
  counted.heldOut += 1;
  counted.targeted += 1;
  outcomeOf(outcome, campaign).heldOut += 1;
}

function enters({ campaign, counted, today }: Pick<Line, 'campaign' | 'counted' | 'today'>, { customer, outcome }: Counting): void {
  counted.entered += 1;
  today.entered += 1;
  const mine = outcomeOf(outcome, campaign);
  if (mine.entered === 0) counted.examples = withExample(counted.examples, customer.id);
  mine.entered += 1;
}

function countPlanned(planned: Planned, counting: Counting): void {
  const { campaign, message } = planned;
  const isBroadcast = counting.compiled.byId.get(campaign)?.broadcast !== undefined;
  if (isBroadcast) {
    const line = lineOf(counting, planned);
    enters(line, counting);
    line.counted.targeted += 1;
    line.step.planned += 1;
  } else {
    const counted = tallyOf(counting.tally, campaign);
    counted.targeted += 1;
    stepOf(counted, message.step).planned += 1;
  }
}

function countSent({ at, campaign, message, channel }: Extract<Told, { what: 'sent' }>, counting: Counting): void {
  const { compiled, tally, customer, sent, outcome } = counting;
  const line = lineOf(counting, { at, campaign, message });
  const { counted, step, today } = line;
  const price = compiled.priceOf({ channel, template: message.template, country: customer.contact?.country });
  counted.sent[channel] += 1;
  today[channel] += 1;
  step.sent += 1;
  if (channel === 'sms') counted.parts += compiled.partsOf(message.template);
  if (price === undefined) counted.uncosted += 1;
  counted.cost += price ?? 0;
  today.cost += price ?? 0;
  const contacts = line.contacts ?? contactsOf(tally, compiled.dayOf(at));
  line.contacts = contacts;
  contacts.messages += 1;
  if (contacts !== counting.lastDay) contacts.customers += 1;
  counting.lastDay = contacts;
  const mine = outcomeOf(outcome, campaign);
  mine.sent += 1;
  mine.cost += price ?? 0;
  sent.push({ at, campaign, channel, topic: message.topic });
}

function countShown({ at, campaign, occurrence, template }: Extract<Told, { what: 'sent' }>, { compiled, tally, hidden }: Counting): void {
  for (const step of hidden.size > 0 ? (compiled.plan.shows?.[template] ?? []) : []) {
    const key = stepKey({ campaign, occurrence, step });
    const code = hidden.get(key);
    // What goes out before the reward can show none.
    const reward = code && code.at <= at ? tallyOf(tally, campaign).rewards[code.pool] : undefined;
    if (!reward) continue;
    reward.shown += 1;
    hidden.delete(key);
  }
}

/** What is counted of a message at an instant. */
interface Line {
  at: Instant;
  campaign: string;
  counted: CampaignTally;
  step: StepTally;
  today: DayTally;
  /** Absent until one has gone out. */
  contacts?: ContactDay;
}

/** A letter is mostly one message for all of a zone, and comes to them in one instant. */
const linesOfLetters = new WeakMap<SimulationTally, WeakMap<PlannedMessage, Line>>();

function linesIn(tally: SimulationTally): Counting['lines'] {
  const known = linesOfLetters.get(tally) ?? new WeakMap<PlannedMessage, Line>();
  linesOfLetters.set(tally, known);
  return known;
}

function lineOf({ compiled, tally, lines }: Counting, { at, campaign, message }: Planned): Line {
  const known = lines.get(message);
  if (known?.at === at) return known;
  const counted = tallyOf(tally, campaign);
  const line: Line = { at, campaign, counted, step: stepOf(counted, message.step), today: dayOf(tally, compiled.dayOf(at), campaign) };
  if (compiled.byId.get(campaign)?.broadcast) lines.set(message, line);
  return line;
}

/** The campaigns whose messages stand in the windows of the caps that this one falls under, each once. */
function inTheWay(told: Extract<Told, { what: 'held' | 'dropped' }>, { compiled, living, sent }: Counting): Set<string> {
  const { settings } = compiled.plan;
  const classOf = (topic: string) => settings.topics[topic]?.class ?? 'marketing';
  const others = new Set<string>();
  const { by, topic } = sendOf(compiled, told);
  for (const channel of by) {
    for (const cap of settings.caps.filter((each) => isUnder(each, { channel, topic, class: classOf(topic) }))) {
      const zone = living.situation.contact?.zone ?? compiled.byId.get(told.campaign)?.zone ?? 'UTC';
      const first = subtractDuration(told.at, durationOf(cap.per), zone);
      for (const one of sent) {
        const counts = isUnder(cap, { ...one, class: classOf(one.topic) });
        if (one.at > first && counts) others.add(one.campaign);
      }
    }
  }
  return others;
}

/** What the step of a message says of it. */
function sendOf({ byId }: CompiledPlan, { campaign, step }: { campaign: string; step: string }): { by: Channel[]; topic: string } {
  const node = byId.get(campaign)?.nodes.get(step);
  return node?.verb === 'send' ? node : { by: [], topic: '' };
}

function countContacts({ tally, sent }: Counting): void {
  if (sent.length > 0) tally.messaged += 1;
  plus(tally.perCustomer, several(sent.length));
  plus(tally.mostPerWeek, several(mostIn(sent, 7 * day)));
}

function several(messages: number): string {
  return messages >= 20 ? '20+' : String(messages);
}

/** The most that went out in any stretch of this length. */
function mostIn(sent: readonly Sent[], length: number): number {
  let most = 0;
  let first = 0;
  let last = 0;
  for (const { at } of sent) {
    last += 1;
    while (at - (sent[first]?.at ?? at) >= length) first += 1;
    most = Math.max(most, last - first);
  }
  return most;
}

function dayOf({ days }: SimulationTally, date: string, campaign: string): DayTally {
  const all = days[date] ?? {};
  const known = all[campaign] ?? { entered: 0, email: 0, sms: 0, cost: 0 };
  all[campaign] = known;
  days[date] = all;
  return known;
}

function contactsOf({ contacts }: SimulationTally, date: string): ContactDay {
  contacts[date] ??= { messages: 0, customers: 0 };
  return contacts[date];
}

function outcomeOf(outcome: Outcome, campaign: string): Outcome[string] {
  outcome[campaign] ??= { entered: 0, heldOut: 0, sent: 0, cost: 0 };
  return outcome[campaign];
}

function plus(counts: { [name: string]: number }, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
