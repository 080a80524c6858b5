import type { Enrollment, Json } from '../core/enrollment/enrollment.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type CampaignExplanation, explainCampaign } from '../core/explanation.ts';
import { reasonInWords } from '../core/send-reasons.ts';
import type { Instant } from '../core/time.ts';
import { type Catalogue, loadCatalogue, type PublishedCampaign } from '../store/catalogue.ts';
import { type CustomerState, loadCustomer } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { publishedVersion, situationOf } from '../store/situation.ts';
import { type ToldMessage, toldMessages } from '../store/told-messages.ts';
import type { Item, World } from '../world.ts';
import { explainStanding, type Standing } from './explain-standing.ts';
import type { FoundCustomer } from './find-customer.ts';
import { UnknownCampaignError } from './order-campaign.ts';

/** All that `rapport explain` tells; scores and points where no campaign was asked for. Holds no address and no name, only the shop's own id. */
export interface CustomerExplanation extends Partial<Standing> {
  customer: string;
  at: Instant;
  contact: { channels: string[]; suppressed: Record<string, string>; pausedUntil?: Instant; erasedAt?: Instant } | undefined;
  campaigns: (CampaignExplanation & { messages: ExplainedMessage[] })[];
}

export interface ExplainedMessage extends ToldMessage {
  /** The reason as a sentence. */
  because?: string;
}

/**
 * Why a customer is where she is: for each campaign in force, and each that she was in, or for the one asked for. Changes
 * nothing. Rejects with an UnknownCampaignError that names the campaigns.
 */
export async function explainCustomer(
  world: World,
  { cid, customer }: FoundCustomer,
  campaign: string | undefined,
): Promise<CustomerExplanation> {
  const [catalogue, state, told] = await Promise.all([loadCatalogue(world), loadCustomer(world, cid), toldMessages(world, cid)]);
  const situation = await situationOf(catalogue, state, customer);
  const versions = await versionsFor(catalogue, state.enrollments);
  const known = [...versions.keys()].sort();
  if (campaign !== undefined && !versions.has(campaign)) throw new UnknownCampaignError(campaign, known);
  const campaigns: CustomerExplanation['campaigns'] = [];
  for (const [id, version] of [...versions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (campaign !== undefined && id !== campaign) continue;
    const last = await lastActivity(world, cid, version.campaign);
    const explained = explainCampaign(situation, version.campaign, { segments: version.segments, last, now: world.now() });
    const messages = told(id, state.enrollments).map((one) => ({ ...one, ...(one.reason && { because: reasonInWords(one.reason) }) }));
    campaigns.push({ ...explained, messages });
  }
  const standing = campaign === undefined ? await explainStanding(world, cid, situation) : {};
  return { customer, at: world.now(), contact: contactOf(state), ...standing, campaigns };
}

/** The live version of each campaign; of one no longer in force the last that she entered. */
async function versionsFor(catalogue: Catalogue, enrollments: Enrollment[]): Promise<Map<string, PublishedCampaign>> {
  const found = new Map<string, PublishedCampaign>();
  const live = catalogue.live.map(({ id, version }) => ({ campaign: id, version }));
  for (const each of [...enrollments, ...live]) {
    const published = await publishedVersion(catalogue, each);
    if (published) found.set(each.campaign, published);
  }
  return found;
}

async function lastActivity(world: World, cid: string, { entry: { trigger } }: LiveCampaign) {
  if (trigger.kind !== 'activity') return undefined;
  const { items } = await world.table.query({ table: 'activities', pk: cid, prefix: `${trigger.activity}#`, limit: 100 });
  const done = items.map((item: Item) => fromJson<{ id: string; occurredAt: Instant; data: { [property: string]: Json } }>(item.activity));
  return done.sort((a, b) => a.occurredAt - b.occurredAt).at(-1);
}

function contactOf({ contact }: CustomerState): CustomerExplanation['contact'] {
  if (!contact) return undefined;
  const { email, phone, suppressed, pausedUntil, erasedAt } = contact;
  const channels = [...(email ? ['email'] : []), ...(phone ? ['sms'] : [])];
  const reasons = Object.fromEntries(Object.entries(suppressed).map(([channel, { reason }]) => [channel, reason]));
  return { channels, suppressed: reasons, ...(pausedUntil !== undefined && { pausedUntil }), ...(erasedAt !== undefined && { erasedAt }) };
}
