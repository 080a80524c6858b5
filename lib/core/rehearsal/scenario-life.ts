import type { Activity, ActivityData } from '../activity.ts';
import { setAttributes, stampOf } from '../attributes.ts';
import { newProfile, uniqueNeeds } from '../audience/counts.ts';
import type { Contact } from '../contact.ts';
import { activityProperties } from '../definition/built-in.ts';
import type { Campaign } from '../definition/campaign.ts';
import type { Data, Properties } from '../definition/data.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Scenario } from '../definition/scenario.ts';
import type { Segment } from '../definition/segment.ts';
import type { Settings } from '../definition/settings.ts';
import { parseMoney, patterns } from '../definition/values.ts';
import type { Node } from '../enrollment/node.ts';
import { compileCampaign, type LiveCampaign } from '../enrollment/program.ts';
import { compileProgram } from '../loyalty/compile-program.ts';
import { addToDate, atLocal, type Instant, isZone, minutesOf, startOfDay } from '../time.ts';
import type { Deed, Life } from './life.ts';

/** The definitions that a scenario is tried on. */
export interface Shop {
  campaigns: Campaign[];
  segments: Segment[];
  settings: Settings;
  data: Data;
  programs?: LoyaltyProgram[];
  /** Ids of the templates, editions included. */
  templates: ReadonlySet<string>;
}

/** Made up: nothing is ever sent to them. */
const address = { email: 'she@customer.invalid', phone: '+447700900000' };

/**
 * The life that a scenario tells of. Its campaign counts as live, whatever its status; nobody is in a control group, and
 * chance gives her the arm that the scenario names. Throws for a campaign that is not among the definitions.
 */
export function lifeOf(scenario: Scenario, shop: Shop): Life {
  const zone = zoneOf(scenario, shop);
  const settings: Settings = { ...shop.settings, holdout: '0%' };
  const campaigns = [scenario.campaign, ...(scenario.with ?? [])].map((id) => compiled(id, scenario, { ...shop, settings }));
  const id = scenario.customer.id ?? 'she';
  const liveFrom = liveFromOf(scenario, zone);
  const deeds = (scenario.given ?? []).map((given, index) => deedOf(given, { id, index, scenario, zone, data: shop.data }));
  const first = Math.min(liveFrom, ...deeds.map(({ activity }) => activity.occurredAt));
  const needs = uniqueNeeds(campaigns.flatMap((campaign) => campaign.needs));
  const attributes = inMinorUnits(scenario.customer.attributes ?? {}, shop.data.attributes);
  return {
    profile: { ...setAttributes(newProfile(id, needs), attributes, stampOf(first - 1, 'known')), ...listsOf(scenario, shop) },
    contact: contactOf(scenario),
    campaigns,
    programs: (shop.programs ?? []).map((program) => compileProgram(inForce(program), { settings })),
    settings,
    deeds,
    liveFrom,
    until: endOf(scenario.until, zone),
    hasTemplate: (template) => shop.templates.has(template),
  };
}

/** A draft counts as live, as the campaign does. */
function inForce(program: LoyaltyProgram): LoyaltyProgram {
  return program.status === 'draft' ? { ...program, status: 'live' } : program;
}

/** The zone of every time in a scenario: hers, else that of the brand that speaks. */
export function zoneOf(
  { customer, campaign }: Pick<Scenario, 'customer' | 'campaign'>,
  { campaigns, settings }: Pick<Shop, 'campaigns' | 'settings'>,
): string {
  const own = customer.attributes?.zone;
  if (isZone(own)) return own;
  const named = campaigns.find(({ id }) => id === campaign)?.brand;
  return (settings.brands.find(({ id }) => id === named) ?? settings.brands[0])?.zone ?? 'UTC';
}

/** "2026-11-02 10:00" or the first minute of "2026-11-02". */
export function instantOf(text: string, zone: string): Instant {
  const time = text.slice(11);
  return time === '' ? startOfDay(text, zone) : atLocal(text.slice(0, 10), minutesOf(time), zone);
}

/** The minute itself, or the last one of a day. */
export function endOf(until: string, zone: string): Instant {
  return until.length > 10 ? instantOf(until, zone) : startOfDay(addToDate(until, { months: 0, days: 1, ms: 0 }), zone) - 1;
}

/** As told, else the day of the first thing that is told. */
export function liveFromOf({ from, given = [], receives = [], until }: Scenario, zone: string): Instant {
  const first = [...given, ...receives].map(({ at }) => at).sort()[0] ?? until;
  return instantOf(from ?? first.slice(0, 10), zone);
}

function compiled(id: string, scenario: Scenario, shop: Shop): LiveCampaign {
  const definition = shop.campaigns.find((one) => one.id === id);
  if (!definition) throw new RangeError(`there is no campaign "${id}"; there are ${shop.campaigns.map((one) => one.id).join(', ')}`);
  const { holdout: _, ...entry } = definition.entry;
  const campaign = compileCampaign({ ...definition, status: 'live', entry }, 'rehearsal', shop);
  if (id !== scenario.campaign) return campaign;
  const nodes = new Map([...campaign.nodes].map(([name, node]) => [name, withArm(node, scenario.arms?.[name])]));
  return { ...campaign, nodes };
}

function withArm(node: Node, arm: string | undefined): Node {
  if (node.verb !== 'split' || arm === undefined) return node;
  return { ...node, arms: node.arms.filter((one) => one.arm === arm).map((one) => ({ ...one, share: 1 })) };
}

function deedOf(
  given: NonNullable<Scenario['given']>[number],
  { id, index, scenario, zone, data }: { id: string; index: number; scenario: Scenario; zone: string; data: Data },
): Deed {
  const { at, activity: type, step, by } = given;
  const activity: Activity = {
    id: `given-${index + 1}`,
    type,
    customer: by ?? id,
    occurredAt: instantOf(at, zone),
    data: inMinorUnits(given.data ?? {}, activityProperties(data, type) ?? {}),
  };
  return { activity, ...(step !== undefined && { answers: { campaign: scenario.campaign, step } }) };
}

/** Money may be written as in definitions, "30 GBP". */
export function inMinorUnits(data: ActivityData, properties: Properties): ActivityData {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const isMoney = Object.hasOwn(properties, name) && properties[name]?.type === 'money';
      return [name, isMoney && typeof value === 'string' && patterns.money.test(value) ? parseMoney(value) : value];
    }),
  );
}

function listsOf({ list }: Scenario, { segments }: Shop) {
  if (!list) return {};
  const lists = Object.entries(list).flatMap(([id, row]) => {
    const segment = segments.find((one) => one.id === id);
    return segment && 'list' in segment ? [[id, { until: segment.list.expires, row }] as const] : [];
  });
  return { lists: Object.fromEntries(lists) };
}

function contactOf({ customer: { attributes = {}, email = true, phone = false, consent = {} } }: Scenario): Contact {
  const given = (topics: string[] | undefined) => Object.fromEntries((topics ?? []).map((topic) => [topic, true]));
  const place = (['language', 'country', 'zone'] as const).flatMap((name) => {
    const value = attributes[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return {
    v: 1,
    ...(email && { email: address.email }),
    ...(phone && { phone: address.phone }),
    ...Object.fromEntries(place),
    consent: { email: given(consent.email), sms: given(consent.sms) },
    suppressed: {},
    claims: {},
    days: {},
  };
}
