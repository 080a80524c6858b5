import type { Activity } from './activity.ts';
import type { Finding } from './audience/findings.ts';
import type { ConsentRecord } from './consent.ts';
import type { Enrollment } from './enrollment/enrollment.ts';
import type { LedgerEntry } from './loyalty/account.ts';
import { inMajorUnits, readMoney } from './money.ts';
import { mendingOf, reasonInWords } from './send-reasons.ts';
import type { StandingOrders } from './standing-orders.ts';
import { type Instant, minute } from './time.ts';

/** One thing that happened to a customer, or was decided of her. Holds no address and no name. */
export interface TimelineLine {
  at: Instant;
  what:
    | 'activity'
    | 'consent'
    | 'points'
    | 'reward'
    | 'published'
    | 'ordered'
    | 'run'
    | 'entered'
    | 'not-entered'
    | 'step'
    | 'message'
    | 'ended';
  /** What stands in the tables, or what the same decisions say when they are made again on what was recorded. */
  source: 'recorded' | 'replayed';
  said: string;
  campaign?: string;
  step?: string;
  occurrence?: string;
  /** The definition that decided. */
  version?: string;
  /** A stable code: why a message was held or not sent, why she did not enter. */
  reason?: string;
  /** The conditions that kept her out, what was found then, and what would have to change. */
  findings?: Finding[];
  /** What would have to change, where no condition says it. */
  needs?: string;
  /** The same came so often in a row, first at `since`. */
  times?: number;
  since?: Instant;
}

export interface RecordedActivity {
  activity: Activity;
  recordedAt: Instant;
  /** Absent while it waits, and of what was recorded before there was such a mark. */
  appliedAt?: Instant;
}

export interface RecordedMessage {
  campaign: string;
  occurrence: string;
  step: string;
  plannedAt: Instant;
  /** `planned` = in an outbox, and no word of it yet. */
  state: 'planned' | 'held' | 'suppressed' | 'failed' | 'unknown' | 'sent';
  reason?: string;
  detail?: string;
  channel?: string;
  at?: Instant;
  dueAt?: Instant;
  /** What the provider told of it: "bounced" → when. */
  facts: Record<string, Instant>;
}

export interface RecordedRedemption {
  program: string;
  reward: string;
  points: number;
  status: string;
  at: Instant;
}

/** What stands in the tables of one customer, and of the campaigns that were there. */
export interface CustomerRecord {
  activities: RecordedActivity[];
  enrollments: Enrollment[];
  messages: RecordedMessage[];
  consents: ConsentRecord[];
  ledger: LedgerEntry[];
  redemptions: RecordedRedemption[];
  orders: { campaign: string; orders: StandingOrders }[];
  /** Runs that were given up. */
  missed: { campaign: string; occurrence: string; at: Instant; reason: string }[];
  /** What happened before is history. */
  liveFrom: Instant;
}

/** What is recorded of a customer as lines, in no order. */
export function recordedLines(record: CustomerRecord): TimelineLine[] {
  return [
    ...activityLines(record),
    ...consentLines(record.consents),
    ...record.ledger.map(pointsLine),
    ...record.redemptions.map(redemptionLine),
    ...record.orders.flatMap(({ campaign, orders }) => orderLines(campaign, orders)),
    ...record.missed.map(({ campaign, occurrence, at, reason }) =>
      line({ at, what: 'run', campaign, occurrence, reason, said: `the run of ${occurrence} was missed: ${missedInWords(reason)}` }),
    ),
    ...record.enrollments.flatMap(enrollmentLines),
    ...record.messages.flatMap(messageLines),
  ];
}

function line(parts: Omit<TimelineLine, 'source'>): TimelineLine {
  return { source: 'recorded', ...parts };
}

/** History is told in one line: it enters nobody. */
function activityLines({ activities, liveFrom }: CustomerRecord): TimelineLine[] {
  const history = activities.filter(({ activity }) => activity.occurredAt < liveFrom);
  const [first] = history.map(({ activity }) => activity.occurredAt).sort((a, b) => a - b);
  const counts = new Map<string, number>();
  for (const { activity } of history) counts.set(activity.type, (counts.get(activity.type) ?? 0) + 1);
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, times]) => `${type} ${times}`);
  const before: TimelineLine[] =
    first === undefined
      ? []
      : [
          line({
            at: liveFrom,
            what: 'activity',
            said: `what she did before is history and enters her nowhere: ${kinds.join(', ')}`,
            since: first,
          }),
        ];
  return [...before, ...activities.filter(({ activity }) => activity.occurredAt >= liveFrom).map(activityLine)];
}

/** Later than this it was told late. */
const late = 60 * minute;

/** What Rapport and the provider tell, and she does not. */
const told = /^(points|tier|reward)\.|\.(delivered|bounced|opened-by-machine|clicked-by-machine)$/;

function activityLine({ activity, recordedAt, appliedAt }: RecordedActivity): TimelineLine {
  const { type, id, occurredAt: at, data } = activity;
  const money = readMoney(data.total ?? data.amount ?? null);
  const parts = [
    type === 'customer.updated' ? 'what is known of her changes' : told.test(type) ? `${type} ${id} is noted` : `she did ${type} ${id}`,
    ...(money ? [inMajorUnits(money.amount, money.currency)] : []),
    ...(typeof data.step === 'string' ? [`of step ${data.step}`] : []),
  ];
  const known = appliedAt ?? recordedAt;
  const delay = known - at > late ? `; told late, and known since ${new Date(known).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
  const campaign = typeof data.campaign === 'string' && typeof data.step === 'string' ? { campaign: data.campaign, step: data.step } : {};
  return line({ at, what: 'activity', ...campaign, said: parts.join(', ') + delay });
}

/** What was said in one breath is one line. */
function consentLines(consents: ConsentRecord[]): TimelineLine[] {
  const words = { given: 'agreed to', withdrawn: 'wants no more', asked: 'was asked to confirm', released: 'is no longer barred from' };
  const breaths = new Map<string, ConsentRecord[]>();
  for (const one of consents) {
    const breath = `${one.at} ${one.channel} ${one.said} ${one.source} ${one.wording}`;
    breaths.set(breath, [...(breaths.get(breath) ?? []), one]);
  }
  return [...breaths.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const topics = [first, ...others].map(({ topic }) => (topic === '*' ? 'all advertising' : topic)).sort();
    const wording = first.wording === undefined ? '' : `, wording ${first.wording}`;
    return line({
      at: first.at,
      what: 'consent',
      said: `she ${words[first.said]} ${topics.join(', ')} by ${first.channel} (${first.source}${wording})`,
    });
  });
}

function pointsLine({ at, program, kind, points, pending, because }: LedgerEntry): TimelineLine {
  const signed = (value: number) => (value > 0 ? `+${value}` : String(value));
  const parts = [...(points === 0 ? [] : [`${signed(points)} points`]), ...(pending === 0 ? [] : [`${signed(pending)} pending`])];
  return line({ at, what: 'points', reason: kind, said: `${program}: ${[kind, ...parts].join(', ')}: ${because}` });
}

function redemptionLine({ at, program, reward, points, status }: RecordedRedemption): TimelineLine {
  return line({ at, what: 'reward', reason: status, said: `${program}: she redeems ${points} points for ${reward}: ${status}` });
}

function orderLines(campaign: string, { pausedAt, bulkPausedAt, cancelledAt, because }: StandingOrders): TimelineLine[] {
  const ordered = (at: Instant | undefined, said: string) => (at === undefined ? [] : [line({ at, what: 'ordered', campaign, said })]);
  return [
    ...ordered(pausedAt, 'a colleague paused the campaign, and it still is: rapport resume lets it go on'),
    ...ordered(bulkPausedAt, `bulk mail stopped by itself${because === undefined ? '' : `: ${because}`}`),
    ...ordered(cancelledAt, 'a colleague cancelled what the campaign had begun'),
  ];
}

function missedInWords(reason: string): string {
  return reason === 'too-late' ? 'nothing ran while it was valid' : reason === 'cancelled' ? 'the campaign was cancelled' : reason;
}

function enrollmentLines({ campaign, occurrence, version, status, enteredAt, entries, goal, ended }: Enrollment): TimelineLine[] {
  const named = { campaign, occurrence, version };
  const again = entries > 1 ? ` for the ${entries}. time` : '';
  const heldOut = 'enters as one of the control group, and is sent nothing: by a hash of her id, the same for ever';
  const entered = line({ at: enteredAt, what: 'entered', ...named, said: status === 'held-out' ? heldOut : `enters${again}` });
  const reached =
    goal && goal.reachedAt !== null && ended?.because !== 'goal'
      ? [line({ at: goal.reachedAt, what: 'ended', ...named, said: 'reaches the goal' })]
      : [];
  const words = {
    completed: 'is through',
    goal: 'leaves, since the goal is reached',
    exit: 'leaves by an exit',
    'campaign-ended': 'leaves',
    cancelled: 'leaves',
  };
  const over = ended
    ? [line({ at: ended.at, what: 'ended', ...named, reason: ended.because, said: `${words[ended.because]}: ${ended.detail}` })]
    : [];
  return [entered, ...reached, ...over];
}

function messageLines(message: RecordedMessage): TimelineLine[] {
  const { campaign, occurrence, step, plannedAt, state, channel, reason, detail, dueAt, at = plannedAt, facts } = message;
  const named = { what: 'message' as const, campaign, occurrence, step };
  const why = reason === undefined ? '' : `: ${reasonInWords(reason)} (${reason})${detail === undefined ? '' : `, ${detail}`}`;
  const next = dueAt === undefined ? '' : `; it is tried again ${new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const said = {
    planned: `message ${step} is planned, and there is no word of it yet`,
    held: `message ${step} is held${why}${next}`,
    suppressed: `message ${step} is not sent${why}`,
    failed: `message ${step} could not be sent${why}`,
    unknown: `message ${step} may have gone out${why}`,
    sent: `message ${step} is sent${channel === undefined ? '' : ` by ${channel}`}`,
  }[state];
  const needs = reason === undefined || state === 'sent' ? undefined : mendingOf(reason);
  const outcome = line({ at, ...named, said, ...(reason !== undefined && { reason }), ...(needs !== undefined && { needs }) });
  const planned = at - plannedAt < minute ? [] : [line({ at: plannedAt, ...named, said: `message ${step} is planned` })];
  return [
    ...planned,
    outcome,
    ...Object.entries(facts).map(([fact, on]) => line({ at: on, ...named, reason: fact, said: `message ${step} is ${fact}` })),
  ];
}
