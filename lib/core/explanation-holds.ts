import type { Claim, Contact } from './contact.ts';
import { decideSend } from './eligibility.ts';
import { asEnrolled } from './enrollment/broadcast.ts';
import type { Channel, Enrollment } from './enrollment/enrollment.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import type { Situation } from './enrollment/situation.ts';
import type { CustomerRecord, RecordedMessage } from './explanation-record.ts';
import type { VersionInForce } from './explanation-replay.ts';
import type { Told } from './rehearsal/life.ts';
import { sendRequest } from './send-request.ts';
import { type Instant, minute } from './time.ts';

export type Held = Extract<Told, { what: 'held' }>;

interface Known {
  record: CustomerRecord;
  versions: VersionInForce[];
}

interface Sent {
  message: RecordedMessage;
  claim: Claim;
}

/** More often than this no message waits. */
const mostHolds = 50;

/** Messages that came to their end later than they were planned: the record keeps that end alone. */
export function delayed({ messages }: CustomerRecord): RecordedMessage[] {
  return messages.filter(
    ({ state, at, plannedAt }) => at !== undefined && state !== 'held' && state !== 'planned' && at - plannedAt >= minute,
  );
}

/**
 * What held a message from when it is recorded to have been planned, decided again as of then on what is recorded to have been
 * sent before. Nothing that does not fit its recorded end.
 */
export function holdsOf(message: RecordedMessage, { then, sent, ...known }: Known & { then: Situation; sent: readonly Sent[] }): Held[] {
  const { campaign: id, occurrence, step, plannedAt, at: end = plannedAt } = message;
  const stored = enrollmentOf(message, known.record);
  const campaign = versionOf(message, known);
  const node = campaign?.nodes.get(step);
  const { contact } = then;
  if (!campaign || node?.verb !== 'send' || !contact) return [];
  const enrollment = stored ?? (campaign.broadcast ? asEnrolled(then, campaign, { occurrence, dueAt: plannedAt, place: '' }) : undefined);
  if (!enrollment) return [];
  const { template } = node;
  const holds: Held[] = [];
  for (let now = plannedAt; holds.length < mostHolds; ) {
    const request = { node, campaign, contact: withSent(contact, sent, { by: now, but: message }), enrollment: asOf(enrollment, now) };
    const verdict = decideSend(sendRequest(then, { ...request, plannedAt, now }));
    if (!('hold' in verdict) || verdict.hold > end + minute) break;
    holds.push({ what: 'held', at: now, campaign: id, step, template, occurrence, reason: verdict.reason, until: verdict.hold });
    now = verdict.hold;
  }
  return holds;
}

function enrollmentOf({ campaign, occurrence }: RecordedMessage, { enrollments }: CustomerRecord): Enrollment | undefined {
  return enrollments.find((one) => one.campaign === campaign && one.occurrence === occurrence);
}

/** The version that she entered; of a recipient of a run the one in force then. */
function versionOf(message: RecordedMessage, { record, versions }: Known): LiveCampaign | undefined {
  const entered = enrollmentOf(message, record)?.version;
  const known = versions.filter(({ campaign }) => campaign.id === message.campaign);
  return (known.find(({ campaign }) => campaign.version === entered) ?? known.findLast(({ from }) => from <= message.plannedAt))?.campaign;
}

function asOf(enrollment: Enrollment, now: Instant): Enrollment {
  return enrollment.ended && enrollment.ended.at > now ? { ...enrollment, status: 'inside', ended: null } : enrollment;
}

/** What went out to her, or may have, as the caps count it. */
export function sentOf(known: Known): Sent[] {
  return known.record.messages.flatMap((message): Sent[] => {
    const { at, state, step } = message;
    const node = at === undefined || (state !== 'sent' && state !== 'unknown') ? undefined : versionOf(message, known)?.nodes.get(step);
    if (at === undefined || node?.verb !== 'send') return [];
    const channel: Channel = message.channel === 'sms' ? 'sms' : 'email';
    return [{ message, claim: { channel, topic: node.topic, at, priority: 0, nonce: '', expiresAt: at } }];
  });
}

/** The contact with what went out by then. */
function withSent(contact: Contact, sent: readonly Sent[], { by, but }: { by: Instant; but: RecordedMessage }): Contact {
  const counted = sent.filter(({ message, claim }) => message !== but && claim.at <= by);
  return { ...contact, claims: Object.fromEntries(counted.map(({ claim }, index) => [index, claim])), days: {} };
}
