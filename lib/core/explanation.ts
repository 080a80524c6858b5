import { type Finding, findingOf } from './audience/findings.ts';
import type { Campaign } from './definition/campaign.ts';
import type { Predicate } from './definition/predicate.ts';
import type { Segment } from './definition/segment.ts';
import type { Enrollment, Json } from './enrollment/enrollment.ts';
import { enter, heldOutBy, isOnItsWay, triggerOf } from './enrollment/enter.ts';
import { lapseOf, nextHint } from './enrollment/hints.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { isRunning, type Situation, subjectOf, zoneOf } from './enrollment/situation.ts';
import type { TriggerRule } from './enrollment/trigger-rule.ts';
import { explainSends, type SendExplanation } from './explanation-sends.ts';
import type { StandingOrders } from './standing-orders.ts';
import { type Instant, instantText } from './time.ts';

/** How one customer stands with one campaign. Holds no name and no address. */
export interface CampaignExplanation {
  campaign: string;
  version: string;
  inForce: boolean;
  ordered: StandingOrders;
  /** Nobody is ever inside a campaign that sends one message to a run's recipients and asks no more. */
  standing: 'inside' | 'was inside' | 'control group' | 'never inside' | 'recipient' | 'no recipient yet';
  enrollments: EnrollmentExplanation[];
  entry: EntryExplanation;
  sends: SendExplanation[];
}

export interface EnrollmentExplanation {
  occurrence: string;
  /** The occurrence for people: an instant, such as that of the order since which she is silent, in her zone. */
  occurred: string;
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
  /** Whether she would enter if it came now. `because`: why not, or that it has not come. */
  wouldEnter: boolean;
  because: string;
}

/** What the use case knows beside the situation. */
export interface Known {
  segments: readonly Segment[];
  /** Her last activity of the type that enters, if that is what enters; what others do for her to enter is not hers. */
  last: { id: string; data: { [property: string]: Json } } | undefined;
  /** Runs of the campaign that had a message for her. */
  runs: number;
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
    standing: campaign.broadcast ? recipientOf(situation, campaign, known) : standingOf(hers),
    enrollments: hers.map((one) => enrollmentOf(one, zoneOf(situation, campaign.zone))),
    entry: entryOf(situation, campaign, known),
    sends: explainSends(situation, campaign, { inside: hers.findLast(isOnItsWay), now: known.now }),
  };
}

function standingOf(hers: Enrollment[]): CampaignExplanation['standing'] {
  if (hers.some(({ status }) => status === 'inside')) return 'inside';
  if (hers.some(({ status }) => status === 'held-out')) return 'control group';
  return hers.length > 0 ? 'was inside' : 'never inside';
}

/** The draw for the control group is by her id, before any run. */
function recipientOf(situation: Situation, campaign: LiveCampaign, { runs }: Known): CampaignExplanation['standing'] {
  if (runs > 0) return 'recipient';
  return heldOutBy(situation, campaign) ? 'control group' : 'no recipient yet';
}

function enrollmentOf(
  { occurrence, version, status, enteredAt, position, dueAt, ended, goal }: Enrollment,
  zone: string,
): EnrollmentExplanation {
  const [instant] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/.exec(occurrence) ?? [];
  return {
    occurrence,
    occurred: instant === undefined ? occurrence : `${instantText(Date.parse(instant), zone)} ${zone}`,
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
  if (entry.trigger.kind === 'date' && hint?.date === '')
    return { ...parts, wouldEnter: false, because: dateUnknown(definition.entry.trigger) };
  if (entry.trigger.kind === 'lapse' && hint?.date === '')
    return { ...parts, wouldEnter: false, because: 'she has no order yet, so she cannot lapse' };
  if (condition && condition.verdict !== 'yes' && entry.trigger.kind === 'activity')
    return { ...parts, wouldEnter: false, because: `the last ${entry.trigger.activity} is not one that enters` };
  const occasion = { at: now, occurrence: `explain-${now}`, data, what: `if ${what} came now`, now };
  const [first] = enter(situation, campaign, occasion).why;
  if (first?.verdict === 'entered')
    return {
      ...parts,
      wouldEnter: true,
      because: awaited({ trigger: entry.trigger, nextAt: hint?.dueAt, lapse: lapseOf(situation, campaign), now }),
    };
  return { ...parts, wouldEnter: false, because: first?.because ?? 'she would enter' };
}

interface Awaited {
  trigger: TriggerRule;
  nextAt: Instant | null | undefined;
  lapse: ReturnType<typeof lapseOf>;
  now: Instant;
}

/** What has not come yet, when it does if nothing changes, and that nothing else keeps her out. */
function awaited({ trigger, nextAt, lapse, now }: Awaited): string {
  if (lapse && lapse.at <= now && nextAt == null)
    return `she has lapsed already, on ${instantText(lapse.at, 'UTC')} UTC, and who has is waited for again only after her next order; at her next lapse the other rules, as they stand, would let her in`;
  const isHers = trigger.kind === 'activity' && trigger.for === undefined;
  const due = nextAt != null && nextAt > now ? ` (as things stand it does on ${instantText(nextAt, 'UTC')} UTC)` : '';
  const what = isHers ? `another ${triggerInWords(trigger)}` : triggerInWords(trigger);
  return `${what} has not come${due}; if ${isHers ? 'one like the last' : 'it'} came now, the other rules would let her in`;
}

function dateUnknown(trigger: Campaign['entry']['trigger']): string {
  return `no date of hers is known${'date' in trigger ? ` (${trigger.date})` : ''}`;
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
