import { costOf } from './budget.ts';
import type { Contact } from './contact.ts';
import type { Settings } from './definition/settings.ts';
import { decideSend } from './eligibility.ts';
import { asEnrolled } from './enrollment/broadcast.ts';
import type { Channel } from './enrollment/enrollment.ts';
import { triggerOf } from './enrollment/enter.ts';
import { lapseOf } from './enrollment/hints.ts';
import type { SendNode } from './enrollment/node.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Situation, subjectOf } from './enrollment/situation.ts';
import { sendRequest } from './send-request.ts';
import type { Instant } from './time.ts';

/** How many customers the first message of a campaign would reach if it went out now, each number out of the one before. */
export interface Funnel {
  /** In the audience, and where the trigger wants her. */
  matching: number;
  /** Neither in a control group nor never to be contacted. */
  contactable: number;
  addressed: number;
  consented: number;
  /** Whose address is not suppressed. */
  unsuppressed: number;
  /** With a free place under every cap, and marketing to her not paused: who would get it. */
  recipients: number;
  /** "email de" → recipients, and what they cost in millionths of `currency`; null where a unit cost or a rate is missing. */
  by: { [channelAndLanguage: string]: { recipients: number; cost: number | null } };
  currency: string;
}

export function emptyFunnel(currency: string): Funnel {
  return { matching: 0, contactable: 0, addressed: 0, consented: 0, unsuppressed: 0, recipients: 0, by: {}, currency };
}

/** The first send that is written; undefined for a campaign that sends nothing. */
export function firstSend(campaign: LiveCampaign): SendNode | undefined {
  return [...campaign.nodes.values()].find((node) => node.verb === 'send');
}

/** Whether she would be selected now: in the audience and where a segment, a date or a lapse wants her. Unknown is not in. */
export function matches(situation: Situation, campaign: LiveCampaign, now: Instant): boolean {
  const { trigger, audience } = campaign.entry;
  const subject = { ...subjectOf(situation, campaign), trigger: triggerOf(situation, campaign, { at: now, data: {} }) };
  if (trigger.kind === 'segment' && trigger.test(subject, now) !== (trigger.on === 'enter')) return false;
  if (trigger.kind === 'date' && trigger.read(subject, now).values.length === 0) return false;
  if (trigger.kind === 'lapse' && (lapseOf(situation, campaign)?.at ?? Infinity) > now) return false;
  return audience === undefined || audience(subject, now) === true;
}

/** Counts one customer who matches. `languageOf` says in which language she would read it. */
export function countRecipient(
  funnel: Funnel,
  { situation, campaign, send }: { situation: Situation; campaign: LiveCampaign; send: SendNode },
  { languageOf, now }: { languageOf: (contact: Contact) => string; now: Instant },
): void {
  const { contact } = situation;
  funnel.matching += 1;
  const verdict = contact ? verdictOf(situation, { campaign, send, contact, now }) : { drop: 'no-address' };
  const reason = 'drop' in verdict ? verdict.drop : 'hold' in verdict ? verdict.reason : undefined;
  if (reason === 'erased' || reason === 'held-out' || reason === 'universal-holdout' || reason === 'never-contact') return;
  funnel.contactable += 1;
  if (reason === 'no-address') return;
  funnel.addressed += 1;
  if (reason === 'no-consent') return;
  funnel.consented += 1;
  if (reason === 'suppressed') return;
  funnel.unsuppressed += 1;
  if (!contact || !('send' in verdict)) return;
  funnel.recipients += 1;
  const name = `${verdict.send} ${languageOf(contact)}`;
  const known = funnel.by[name] ?? { recipients: 0, cost: 0 };
  const cost = priceOf(verdict.send, { contact, settings: situation.settings, currency: funnel.currency });
  funnel.by[name] = { recipients: known.recipients + 1, cost: known.cost === null || cost === undefined ? null : known.cost + cost };
}

/** A text counts as one part: what each has of them is known when it is written. */
function priceOf(channel: Channel, { contact, settings, currency }: { contact: Contact; settings: Settings; currency: string }) {
  return costOf(channel === 'email' ? { channel } : { channel, country: contact.country, parts: 1 }, settings, currency);
}

/** The guards of every message, but for the time of day and the days on which nothing goes out: those only put it off. */
function verdictOf(
  situation: Situation,
  { campaign, send, contact, now }: { campaign: LiveCampaign; send: SendNode; contact: Contact; now: Instant },
) {
  const settings = { ...situation.settings, quietHours: { countries: {} }, blackouts: [] };
  const enrollment = asEnrolled(situation, campaign, { occurrence: 'forecast', dueAt: now, place: '' });
  return decideSend(sendRequest({ ...situation, settings }, { node: send, campaign, contact, enrollment, plannedAt: now }));
}
