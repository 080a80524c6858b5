import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type CampaignExplanation, explainCampaign } from '../core/explanation.ts';
import type { RecordedMessage } from '../core/explanation-record.ts';
import type { Timeline, Wanted } from '../core/explanation-timeline.ts';
import { reasonInWords } from '../core/send-reasons.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type CustomerState, loadCustomer } from '../store/customers.ts';
import { situationOf } from '../store/situation.ts';
import type { World } from '../world.ts';
import { type HerRecord, loadRecord } from './explain-record.ts';
import { explainStanding, type Standing } from './explain-standing.ts';
import { explainTimeline } from './explain-timeline.ts';
import { currentVersions } from './explain-versions.ts';
import type { FoundCustomer } from './find-customer.ts';
import { UnknownCampaignError } from './order-campaign.ts';

/** All that `rapport explain` tells; scores and points where no campaign was asked for. Holds no address and no name, only the shop's own id. */
export interface CustomerExplanation extends Partial<Standing> {
  customer: string;
  at: Instant;
  contact: { channels: string[]; suppressed: Record<string, string>; pausedUntil?: Instant; erasedAt?: Instant } | undefined;
  timeline: Timeline;
  campaigns: (CampaignExplanation & { messages: ExplainedMessage[] })[];
}

export interface ExplainedMessage extends Omit<RecordedMessage, 'campaign'> {
  /** The reason as a sentence. */
  because?: string;
}

/**
 * What was decided of a customer and why, and why she is where she is: for each campaign in force, and each that she was in, or
 * for the one asked for. Of one who was erased nothing but that. Changes nothing. Rejects with an UnknownCampaignError that
 * names the campaigns.
 */
export async function explainCustomer(world: World, { cid, customer }: FoundCustomer, wanted: Wanted): Promise<CustomerExplanation> {
  const [catalogue, state, record] = await Promise.all([loadCatalogue(world), loadCustomer(world, cid), loadRecord(world, cid)]);
  const told = { customer, at: world.now(), contact: contactOf(state) };
  if (state.contact?.erasedAt !== undefined) return { ...told, timeline: { lines: [], earlier: 0, notes: [] }, campaigns: [] };
  const situation = await situationOf(catalogue, state, customer);
  const all = await currentVersions(world, catalogue, { record, wanted: wanted.campaign });
  if (wanted.campaign !== undefined && !all.has(wanted.campaign)) throw new UnknownCampaignError(wanted.campaign, [...all.keys()].sort());
  const timeline = await explainTimeline(world, { situation, record, campaigns: all }, wanted);
  const asked = [...all].filter(([id]) => wanted.campaign === undefined || id === wanted.campaign).sort(([a], [b]) => (a < b ? -1 : 1));
  const campaigns = asked.map(([id, { campaign, segments }]) => {
    const messages = messagesOf(record, id);
    const known = { segments, last: lastActivity(record, campaign), runs: new Set(messages.map(({ occurrence }) => occurrence)).size };
    return { ...explainCampaign(situation, campaign, { ...known, now: world.now() }), messages };
  });
  const standing = wanted.campaign === undefined ? await explainStanding(world, cid, situation) : {};
  return { ...told, timeline, ...standing, campaigns };
}

function lastActivity({ activities }: HerRecord, { entry: { trigger } }: LiveCampaign) {
  return trigger.kind === 'activity' && trigger.for === undefined
    ? activities.findLast(({ activity }) => activity.type === trigger.activity)?.activity
    : undefined;
}

function messagesOf({ messages }: HerRecord, id: string): ExplainedMessage[] {
  const hers = messages.filter(({ campaign }) => campaign === id).sort((a, b) => a.plannedAt - b.plannedAt);
  return hers.map(({ campaign: _, ...one }) => ({ ...one, ...(one.reason && { because: reasonInWords(one.reason) }) }));
}

function contactOf({ contact }: CustomerState): CustomerExplanation['contact'] {
  if (!contact) return undefined;
  const { email, phone, suppressed, pausedUntil, erasedAt } = contact;
  if (erasedAt !== undefined) return { channels: [], suppressed: {}, erasedAt };
  const channels = [...(email ? ['email'] : []), ...(phone ? ['sms'] : [])];
  const reasons = Object.fromEntries(Object.entries(suppressed).map(([channel, { reason }]) => [channel, reason]));
  return { channels, suppressed: reasons, ...(pausedUntil !== undefined && { pausedUntil }) };
}
