import { newProfile } from '../audience/counts.ts';
import type { Profile } from '../customer.ts';
import { setAttributes, stampOf } from '../customer.ts';
import type { Channel } from '../enrollment/enrollment.ts';
import { isUnder } from '../frequency-caps.ts';
import type { Life, Told } from '../rehearsal/life.ts';
import type { Living } from '../rehearsal/living.ts';
import { play } from '../rehearsal/rehearse.ts';
import { day, durationOf, type Instant, subtractDuration } from '../time.ts';
import { type CompiledPlan, compilePlan } from './compile-plan.ts';
import { type Counts, countingOf, type Pass, type Recipient, stepOf, tallyOf } from './counting.ts';
import { inForce } from './limits.ts';
import type { Limits, Outcome, SimulatedCustomer, SimulationPlan } from './simulated.ts';
import { withExample } from './tally.ts';

/** A message that went out. */
interface Sent {
  at: Instant;
  campaign: string;
  channel: Channel;
  topic: string;
}

/**
 * Plays one customer's whole time. What she does is her real past: she answers no message and buys no more for it. What is returned
 * adds what became of her to counts, once, and returns what she got of each campaign.
 */
export function simulateCustomer(pass: Pass, customer: SimulatedCustomer): (counts: Counts) => Outcome {
  const { compiled } = pass;
  const recipient = { id: customer.id, country: customer.contact?.country, broadcasts: [] };
  const shared = countingOf(pass, recipient);
  const living = play({ ...lifeOf(compiled, customer), shared }, compiled.stage);
  return (counts) => {
    shared.countInto(counts);
    return countLife({ pass, counts, customer }, living, recipient.broadcasts);
  };
}

function countLife(
  { pass: { compiled }, counts, customer }: { pass: Pass; counts: Counts; customer: SimulatedCustomer },
  living: Living,
  broadcasts: Recipient['broadcasts'],
): Outcome {
  const { tally } = counts;
  const outcome: Outcome = {};
  tally.customers += 1;
  for (const { type, occurredAt } of customer.activities) {
    if (type !== 'customer.updated' && occurredAt >= compiled.plan.from && occurredAt <= compiled.plan.until) tally.activities += 1;
  }
  const sent: Sent[] = [];
  const counting = { compiled, tally, customer, living, sent, outcome };
  for (const entry of broadcasts) enters(entry, counting);
  for (const told of living.told) count(told, counting);
  for (const { campaign, position, status } of living.situation.enrollments) {
    if (status === 'inside' && position !== null) stepOf(tallyOf(tally, campaign), position).resting += 1;
  }
  for (const { campaign } of living.waiting) tallyOf(tally, campaign.id).open += 1;
  countContacts(sent, compiled, counts);
  return outcome;
}

/** Everything that is decided about one customer, in order, for `explain`; under the limits that a simulation of all found. */
export function toldOf(plan: SimulationPlan, customer: SimulatedCustomer, limits: Limits = {}): Told[] {
  const compiled = compilePlan(plan, { aloud: true });
  const pass = { compiled, limits: inForce(limits) };
  const shared = countingOf(pass, { id: customer.id, country: customer.contact?.country, broadcasts: [] });
  return play({ ...lifeOf(compiled, customer), shared }, compiled.stage).told;
}

/** Her life as the source knows it: what was known of her from the start comes before everything that she did. */
export function lifeOf({ plan, campaigns, programs, stage, templates, known, changes }: CompiledPlan, customer: SimulatedCustomer): Life {
  const { id, contact, activities, attributes, lists } = customer;
  return {
    profile: { ...profileOf(id, { stage, attributes }), ...(lists && { lists }) },
    contact,
    campaigns,
    programs,
    settings: plan.settings,
    pools: plan.pools,
    ...known,
    ...(changes.length > 0 && { changes }),
    liveFrom: plan.from,
    until: plan.until,
    knownFrom: attributes || lists ? undefined : activities[0]?.occurredAt,
    deeds: activities.map((activity) => ({ activity })),
    ...(templates && { hasTemplate: (template: string) => templates.has(template) }),
  };
}

function profileOf(
  id: string,
  { stage, attributes }: Pick<CompiledPlan, 'stage'> & { attributes: Profile['attributes'] | undefined },
): Profile {
  const profile = newProfile(id, stage.needs);
  if (!attributes) return profile;
  const names = Object.keys(attributes).sort();
  if (names.length === 0 || !names.every((name) => name !== '__proto__' && isShort(attributes[name])))
    return setAttributes(profile, attributes, fromTheStart);
  // The same, where nothing is known yet that it could be compared with.
  const known: Profile['attributes'] = {};
  for (const name of names) known[name] = attributes[name] ?? null;
  return { ...profile, attributes: known, stamps: { [fromTheStart]: names } };
}

const fromTheStart = stampOf(0, 'known');

/** No document, whatever its characters are written as. */
function isShort(value: Profile['attributes'][string] | undefined): boolean {
  return (typeof value === 'string' && value.length <= 24) || typeof value === 'number' || typeof value === 'boolean';
}

interface Counting extends Pick<Pass, 'compiled'>, Pick<Counts, 'tally'> {
  customer: SimulatedCustomer;
  living: Living;
  sent: Sent[];
  outcome: Outcome;
}

function count(told: Told, counting: Counting): void {
  const { tally, compiled, outcome } = counting;
  const counted = tallyOf(tally, told.campaign);
  if (told.what === 'because') countReason(told, counting);
  if (told.what === 'sent') countSent(told, counting);
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
  const counted = tallyOf(counting.tally, campaign);
  if (reason.verdict === 'entered') enters({ at, campaign }, counting);
  if (reason.verdict === 'restarted') counted.restarted += 1;
  if (reason.verdict === 'not-entered' && reason.code !== undefined) plus(counted.notEntered, reason.code);
  if (reason.verdict !== 'held-out') return;
  counted.heldOut += 1;
  counted.targeted += 1;
  outcomeOf(counting.outcome, campaign).heldOut += 1;
}

function enters({ at, campaign }: Pick<Told, 'at' | 'campaign'>, { tally, compiled, customer, outcome }: Counting): void {
  const counted = tallyOf(tally, campaign);
  counted.entered += 1;
  dayOf(tally, compiled.dayOf(at), campaign).entered += 1;
  const mine = outcomeOf(outcome, campaign);
  if (mine.entered === 0) counted.examples = withExample(counted.examples, customer.id);
  mine.entered += 1;
}

function countSent(told: Extract<Told, { what: 'sent' }>, { tally, compiled, customer, sent, outcome }: Counting): void {
  const { at, campaign, channel, template, step } = told;
  const counted = tallyOf(tally, campaign);
  const price = compiled.priceOf({ channel, template, country: customer.contact?.country });
  const today = dayOf(tally, compiled.dayOf(at), campaign);
  counted.sent[channel] += 1;
  today[channel] += 1;
  stepOf(counted, step).sent += 1;
  if (channel === 'sms') counted.parts += compiled.partsOf(template);
  if (price === undefined) counted.uncosted += 1;
  counted.cost += price ?? 0;
  today.cost += price ?? 0;
  const mine = outcomeOf(outcome, campaign);
  mine.sent += 1;
  mine.cost += price ?? 0;
  sent.push({ at, campaign, channel, topic: sendOf(compiled, told).topic });
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

function countContacts(sent: Sent[], { dayOf: on }: CompiledPlan, { tally }: Counts): void {
  const days = new Set<string>();
  for (const { at } of sent) {
    const date = on(at);
    const known = tally.contacts[date] ?? { messages: 0, customers: 0 };
    known.messages += 1;
    if (!days.has(date)) known.customers += 1;
    days.add(date);
    tally.contacts[date] = known;
  }
  if (sent.length > 0) tally.messaged += 1;
  plus(tally.perCustomer, several(sent.length));
  plus(tally.mostPerWeek, several(mostIn(sent, 7 * day)));
}

function several(messages: number): string {
  return messages >= 20 ? '20+' : String(messages);
}

/** The most that went out in any stretch of this length. */
function mostIn(sent: Sent[], length: number): number {
  let most = 0;
  let first = 0;
  for (const [index, { at }] of sent.entries()) {
    while (at - (sent[first]?.at ?? at) >= length) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function dayOf({ days }: Counts['tally'], date: string, campaign: string) {
  const all = days[date] ?? {};
  const known = all[campaign] ?? { entered: 0, email: 0, sms: 0, cost: 0 };
  all[campaign] = known;
  days[date] = all;
  return known;
}

function outcomeOf(outcome: Outcome, campaign: string): Outcome[string] {
  const known = outcome[campaign] ?? { entered: 0, heldOut: 0, sent: 0, cost: 0 };
  outcome[campaign] = known;
  return known;
}

function plus(counts: { [name: string]: number }, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
