import { type Finding, findingOf } from './audience/findings.ts';
import type { Predicate } from './definition/predicate.ts';
import type { Segment } from './definition/segment.ts';
import { decideSend, type SendVerdict } from './eligibility.ts';
import { asEnrolled } from './enrollment/broadcast.ts';
import type { Channel, Enrollment, Json, PlannedMessage } from './enrollment/enrollment.ts';
import { enter, isOnItsWay, triggerOf } from './enrollment/enter.ts';
import { nextHint } from './enrollment/hints.ts';
import type { SendNode } from './enrollment/node.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { isRunning, type Situation, subjectOf, zoneOf } from './enrollment/situation.ts';
import type { TriggerRule } from './enrollment/trigger-rule.ts';
import { reasonInWords } from './send-reasons.ts';
import type { StandingOrders } from './standing-orders.ts';
import { addDuration, type Instant } from './time.ts';

/** How one customer stands with one campaign. Holds no name and no address. */
export interface CampaignExplanation {
  campaign: string;
  version: string;
  inForce: boolean;
  ordered: StandingOrders;
  standing: 'inside' | 'was inside' | 'control group' | 'never inside';
  enrollments: EnrollmentExplanation[];
  entry: EntryExplanation;
  sends: SendExplanation[];
}

export interface EnrollmentExplanation {
  occurrence: string;
  version: string;
  status: Enrollment['status'];
  enteredAt: Instant;
  /** The step where she is; absent after the last. */
  step?: string;
  dueAt?: Instant;
  ended?: { at: Instant; because: string; detail: string };
  goal?: { until: Instant; reachedAt?: Instant };
}

export interface EntryExplanation {
  /** "order.placed", "a date of hers". */
  trigger: string;
  /** When it comes by time alone. */
  nextAt?: Instant;
  /** Of the trigger's own condition: on her last activity of that type, or on her; absent where others do what enters her. */
  condition?: Finding;
  audience?: Finding;
  /** Whether she would enter if it came now, and why not. */
  wouldEnter: boolean;
  because: string;
}

/** Whether a message of this step would be sent to her now. */
export interface SendExplanation {
  step: string;
  topic: string;
  by: Channel[];
  verdict: 'send' | 'hold' | 'drop';
  channel?: Channel;
  until?: Instant;
  /** A code of `SendReason`, and its sentence. */
  reason?: string;
  because?: string;
}

/** What the use case knows beside the situation. */
export interface Known {
  segments: readonly Segment[];
  /** Her last activity of the type that enters, if that is what enters; what others do for her to enter is not hers. */
  last: { id: string; data: { [property: string]: Json } } | undefined;
  now: Instant;
}

/** Says for one campaign whether she is or was inside, whether she would enter now, and whether its messages would reach her. */
export function explainCampaign(situation: Situation, campaign: LiveCampaign, known: Known): CampaignExplanation {
  const hers = situation.enrollments.filter(({ campaign: id }) => id === campaign.id).sort((a, b) => a.enteredAt - b.enteredAt);
  return {
    campaign: campaign.id,
    version: campaign.version,
    inForce: isRunning(situation, campaign.id, known.now),
    ordered: situation.orders?.(campaign.id) ?? {},
    standing: standingOf(hers),
    enrollments: hers.map(enrollmentOf),
    entry: entryOf(situation, campaign, known),
    sends: sendsOf(situation, campaign, { inside: hers.findLast(isOnItsWay), now: known.now }),
  };
}

function standingOf(hers: Enrollment[]): CampaignExplanation['standing'] {
  if (hers.some(({ status }) => status === 'inside')) return 'inside';
  if (hers.some(({ status }) => status === 'held-out')) return 'control group';
  return hers.length > 0 ? 'was inside' : 'never inside';
}

function enrollmentOf({ occurrence, version, status, enteredAt, position, dueAt, ended, goal }: Enrollment): EnrollmentExplanation {
  return {
    occurrence,
    version,
    status,
    enteredAt,
    ...(position !== null && { step: position }),
    ...(dueAt !== null && { dueAt }),
    ...(ended && { ended }),
    ...(goal && { goal: { until: goal.until, ...(goal.reachedAt !== null && { reachedAt: goal.reachedAt }) } }),
  };
}

function entryOf(situation: Situation, campaign: LiveCampaign, { segments, last, now }: Known): EntryExplanation {
  const { definition, entry } = campaign;
  const byOthers = entry.trigger.kind === 'activity' && entry.trigger.for !== undefined;
  const what = triggerInWords(entry.trigger);
  const named = what.replace(' that names', ' names');
  const data = last?.data ?? {};
  const hint = nextHint(situation, campaign, now);
  const trigger = triggerOf(situation, campaign, { at: now, data });
  const subject = { ...subjectOf(situation, campaign), trigger };
  const ask = (test: Parameters<typeof findingOf>[0], predicate: Predicate) => findingOf(test, predicate, { subject, segments, now });
  const condition = byOthers
    ? undefined
    : conditionOf(campaign, (test, predicate) =>
        findingOf(test, predicate, { subject: { ...subject, ...(last && { activity: last.data }) }, segments, now }),
      );
  const audience = entry.audience && definition.entry.audience && ask(entry.audience, definition.entry.audience);
  const parts = {
    trigger: what,
    ...(hint?.dueAt != null && { nextAt: hint.dueAt }),
    ...(condition && { condition }),
    ...(audience && { audience }),
  };
  if (!isRunning(situation, campaign.id, now)) return { ...parts, wouldEnter: false, because: 'the campaign is not in force' };
  if (entry.trigger.kind === 'activity' && !byOthers && !last)
    return { ...parts, wouldEnter: false, because: `she never did ${entry.trigger.activity}` };
  if (condition && condition.verdict !== 'yes' && entry.trigger.kind === 'activity')
    return { ...parts, wouldEnter: false, because: `the last ${entry.trigger.activity} is not one that enters` };
  const occasion = { at: now, occurrence: `explain-${now}`, data, what: `if ${what} came now`, now };
  const [first] = enter(situation, campaign, occasion).why;
  return {
    ...parts,
    wouldEnter: first?.verdict === 'entered',
    because: byOthers && first?.verdict === 'entered' ? `she would enter when ${named}` : (first?.because ?? 'she would enter'),
  };
}

type Ask = (test: Parameters<typeof findingOf>[0], predicate: Predicate) => Finding;

function conditionOf({ entry, definition }: LiveCampaign, ask: Ask): Finding | undefined {
  const { trigger } = definition.entry;
  if (entry.trigger.kind === 'segment' && 'segment' in trigger) return ask(entry.trigger.test, { segment: trigger.segment });
  if (entry.trigger.kind !== 'activity' || !('activity' in trigger) || !entry.trigger.where || !trigger.where) return undefined;
  return ask(entry.trigger.where, trigger.where);
}

function triggerInWords(trigger: TriggerRule): string {
  switch (trigger.kind) {
    case 'activity':
      return trigger.for === undefined ? trigger.activity : `somebody's ${trigger.activity} that names her in "${trigger.for}"`;
    case 'date':
      return 'a date of hers';
    case 'schedule':
      return 'the next run';
    case 'segment':
      return trigger.on === 'enter' ? `coming into segment ${trigger.segment}` : `leaving segment ${trigger.segment}`;
    case 'lapse':
      return 'a lapse';
  }
}

/** Each send step as if it were planned now: inside her enrollment, or as if she had just entered. */
function sendsOf(
  situation: Situation,
  campaign: LiveCampaign,
  { inside, now }: { inside: Enrollment | undefined; now: Instant },
): SendExplanation[] {
  const steps = [...campaign.nodes.values()].filter((node) => node.verb === 'send');
  const enrollment = inside ?? asEnrolled(situation, campaign, { occurrence: `explain-${now}`, dueAt: now, place: '' });
  return steps.map((node) => {
    const parts = { step: node.id, topic: node.topic, by: node.by };
    const { contact } = situation;
    if (!contact) return { ...parts, verdict: 'drop', reason: 'no-address', because: reasonInWords('no-address') };
    const verdict = decideSend({
      message: messageOf(node, { situation, campaign, enrollment, now }),
      contact,
      enrollment,
      profile: situation.profile,
      shop: situation.shop,
      rhythm: situation.rhythm,
      campaign,
      inForce: isRunning(situation, campaign.id, now),
      orders: situation.orders?.(campaign.id) ?? {},
      class: situation.settings.topics[node.topic]?.class ?? 'marketing',
      settings: situation.settings,
      now,
    });
    return { ...parts, ...verdictInWords(verdict) };
  });
}

/** The verdict of `decideSend` with its reason as a sentence. */
export function verdictInWords(verdict: SendVerdict): Omit<SendExplanation, 'step' | 'topic' | 'by'> {
  if ('send' in verdict) return { verdict: 'send', channel: verdict.send };
  if ('hold' in verdict) return { verdict: 'hold', until: verdict.hold, reason: verdict.reason, because: reasonInWords(verdict.reason) };
  return { verdict: 'drop', reason: verdict.drop, because: reasonInWords(verdict.drop) };
}

function messageOf(
  node: SendNode,
  { situation, campaign, enrollment, now }: { situation: Situation; campaign: LiveCampaign; enrollment: Enrollment; now: Instant },
): PlannedMessage {
  const { id, template, topic, by, validFor } = node;
  const expiresAt = addDuration(now, validFor, zoneOf(situation, campaign.zone));
  const name = `${campaign.id}#${enrollment.occurrence}#${id}`;
  return { kind: 'message', id: name, step: id, template, topic, by, priority: campaign.priority, plannedAt: now, expiresAt };
}
