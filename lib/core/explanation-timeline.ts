import type { Enrollment } from './enrollment/enrollment.ts';
import { delayed, type Held, holdsOf, sentOf } from './explanation-holds.ts';
import { type CustomerRecord, type RecordedMessage, recordedLines, type TimelineLine } from './explanation-record.ts';
import { type Replay, type Replayed, replay, type VersionInForce } from './explanation-replay.ts';
import { toldInWords } from './rehearsal/told-words.ts';
import { hour, type Instant, instantText, minute } from './time.ts';

/** What was decided of a customer and why, in order of time. */
export interface Timeline {
  lines: TimelineLine[];
  /** Lines before those that are told. */
  earlier: number;
  /** What to know before one believes it. */
  notes: string[];
}

/** Which part of it is told: of one campaign, from an instant on, or the latest so many. */
export interface Wanted {
  campaign?: string | undefined;
  since?: Instant | undefined;
  most: number;
}

/** The record of a customer, joined by the reasons that the same decisions give when they are made again. Where both differ the record wins, and the line says so. */
export function timelineOf(input: Replay, { campaign, since, most }: Wanted): Timeline {
  const { record, versions } = input;
  const { told, holds, failure } = played(input);
  const recorded = recordedLines(record);
  const all = [...recorded, ...publishedLines(versions, record.liveFrom), ...reasonLines(told, record), ...holds.map(heldLine)].map(
    (line) => withVersion(line, record),
  );
  const ofHers = all.filter((line) => campaign === undefined || line.campaign === undefined || line.campaign === campaign);
  const unsure = recorded.length === 0 ? [] : enteredUnexplained(ofHers, told);
  const lines = compressed(ofHers.toSorted(inTime).map((line) => unsure.find((one) => one.of === line)?.line ?? line));
  const from = since === undefined ? Math.max(0, lines.length - most) : lines.findIndex(({ at }) => at >= since);
  const first = from < 0 ? lines.length : from;
  const notes = failure === undefined ? [] : [`what was decided could not be made again, so only what is recorded is told: ${failure}`];
  return { lines: lines.slice(first), earlier: first, notes };
}

function played(input: Replay): { told: Replayed[]; holds: Held[]; failure?: string } {
  const { record, versions, situation } = input;
  const late = delayed(record);
  try {
    const { told, then } = replay(
      input,
      late.map(({ plannedAt }) => plannedAt),
    );
    const sent = sentOf({ record, versions });
    const holds = late.flatMap((one) => holdsOf(one, { then: then.get(one.plannedAt) ?? situation, sent, record, versions }));
    return { told, holds };
  } catch (error) {
    return { told: [], holds: [], failure: error instanceof Error ? error.message : String(error) };
  }
}

const order: TimelineLine['what'][] = [
  'published',
  'ordered',
  'consent',
  'activity',
  'points',
  'reward',
  'run',
  'entered',
  'not-entered',
  'step',
  'message',
  'ended',
];

function inTime(one: TimelineLine, other: TimelineLine): number {
  return one.at - other.at || order.indexOf(one.what) - order.indexOf(other.what);
}

function publishedLines(versions: VersionInForce[], liveFrom: Instant): TimelineLine[] {
  return versions
    .filter(({ from }) => from > liveFrom)
    .map(({ from, campaign: { id, version } }) => ({
      at: from,
      what: 'published',
      source: 'recorded',
      campaign: id,
      version,
      said: 'this version is in force',
    }));
}

/** What a replay adds to the record: why she did not enter, and by which steps she went. */
function reasonLines(told: Replayed[], record: CustomerRecord): TimelineLine[] {
  const astray = new Set<string>();
  /** By how much a recorded entry is later than the replayed one: its time leads. */
  const later = new Map<string, number>();
  return told.flatMap((one): TimelineLine[] => {
    const line = {
      at: one.at,
      source: 'replayed' as const,
      campaign: one.campaign,
      ...(one.version !== undefined && { version: one.version }),
    };
    const findings = one.findings && { findings: one.findings };
    if (one.what === 'not-selected') {
      const missed = record.missed.some(({ campaign, occurrence }) => campaign === one.campaign && occurrence === one.run);
      const hers = record.messages.some(({ campaign, occurrence }) => campaign === one.campaign && occurrence === one.run);
      return missed || hers
        ? []
        : [{ ...line, what: 'not-entered', occurrence: one.run, reason: 'not-selected', said: toldInWords(one, utc), ...findings }];
    }
    if (one.what !== 'because') return [];
    const { verdict, because, step } = one.reason;
    const enters = verdict === 'entered' || verdict === 'held-out';
    const entry = enters || verdict === 'not-entered' ? recordedEntry(one, record) : undefined;
    if (enters) {
      if (entry) astray.delete(one.campaign);
      else astray.add(one.campaign);
      later.set(one.campaign, entry && 'enteredAt' in entry && one.entry ? entry.enteredAt - one.entry.enteredAt : 0);
      return entry ? [] : [{ ...line, what: 'not-entered', reason: 'differs', said: `${because}: ${unrecorded(one, record)}` }];
    }
    if (verdict === 'not-entered')
      return entry ? [] : [{ ...line, what: 'not-entered', said: notEntered(because, one.findings !== undefined), ...findings }];
    const told = verdict === 'planned' || verdict === 'goal' || verdict === 'exited' || verdict === 'completed';
    if (astray.has(one.campaign) || told) return [];
    const by = later.get(one.campaign) ?? 0;
    const outOfStep = Math.abs(by) >= minute;
    if (outOfStep && verdict === 'waits') return [];
    return [
      { ...line, ...(outOfStep && { at: line.at + by }), what: 'step', ...(step !== undefined && { step }), said: toldInWords(one, utc) },
    ];
  });
}

const utc = (at: Instant) => `${instantText(at, 'UTC')} UTC`;

/** "order.placed A1: not entered, not in the audience": what was found stands below, where it is known. */
function notEntered(because: string, known: boolean): string {
  const [what = '', ...why] = because.split(': ');
  const short = why[0] === 'not in the audience' ? why[0] : 'it is not one that enters';
  return `${what}: not entered, ${known ? short : why.join(': ')}`;
}

function heldLine(hold: Held): TimelineLine {
  const { at, campaign, step, occurrence, reason } = hold;
  return { at, what: 'message', source: 'replayed', campaign, step, occurrence, reason, said: toldInWords(hold, utc) };
}

/** The sweep that finds a date or a wait comes a minute later, or after an outage. */
const near = hour;

function recordedEntry(
  { at, campaign, entry }: Replayed,
  { enrollments, messages }: CustomerRecord,
): Enrollment | RecordedMessage | undefined {
  return (
    enrollments.find((one) => one.campaign === campaign && one.occurrence === entry?.occurrence) ??
    enrollments.find((one) => one.campaign === campaign && Math.abs(one.enteredAt - at) <= near) ??
    messages.find((one) => one.campaign === campaign && Math.abs(one.plannedAt - at) <= near)
  );
}

function unrecorded({ campaign, at }: Replayed, { enrollments }: CustomerRecord): string {
  const later = enrollments.some((one) => one.campaign === campaign && one.enteredAt > at && one.entries > 1);
  return later
    ? 'enters; the record of it has made room for a later entry'
    : 'no entry is recorded. The data of today would have let her in: the campaign may have been paused, full or without budget, her data may have come later, or the record of an order that is long over was dropped';
}

/** Entries that a replay does not make. */
function enteredUnexplained(lines: TimelineLine[], told: Replayed[]): { of: TimelineLine; line: TimelineLine }[] {
  if (told.length === 0) return [];
  const enters = (one: Replayed) =>
    (one.what === 'because' && ['entered', 'held-out', 'restarted'].includes(one.reason.verdict)) ||
    one.what === 'sent' ||
    one.what === 'dropped';
  return lines.flatMap((of) => {
    if (of.what !== 'entered') return [];
    const isSame = ({ entry, at }: Replayed) => (entry !== undefined && entry.occurrence === of.occurrence) || Math.abs(at - of.at) <= near;
    const same = told.filter((one) => one.campaign === of.campaign && isSame(one));
    const entry = same.find(enters);
    // The replay may have found the same at another time.
    const own = entry?.entry === undefined || Math.abs(entry.entry.enteredAt - of.at) < minute;
    const why =
      entry?.what === 'because' ? `: ${own ? entry.reason.because : entry.reason.because.replace(/, at [-\d]+ [\d:]+ UTC$/, '')}` : '';
    if (entry) return [{ of, line: { ...of, said: `${of.said}${why}` } }];
    const refused = same.find((one) => one.what === 'because' && one.reason.verdict === 'not-entered');
    const says = refused?.what === 'because' ? ` says otherwise: ${refused.reason.because}` : ' would not enter her then';
    return [{ of, line: { ...of, said: `${of.said}. This is recorded; a replay on today's data${says}` } }];
  });
}

/** A message is of the version that its enrollment entered. */
function withVersion(line: TimelineLine, { enrollments }: CustomerRecord): TimelineLine {
  if (line.version !== undefined || line.occurrence === undefined) return line;
  const version = enrollments.find(({ campaign, occurrence }) => campaign === line.campaign && occurrence === line.occurrence)?.version;
  return version === undefined ? line : { ...line, version };
}

/** What kept her out again and again for the same reasons, with nothing else of that campaign between, is told once, the last time. */
function compressed(lines: TimelineLine[]): TimelineLine[] {
  const kept: (TimelineLine | undefined)[] = [];
  const last = new Map<string, { index: number; same: string }>();
  for (const line of lines) {
    const { campaign = '' } = line;
    const same = line.what === 'not-entered' && line.reason !== 'differs' ? sameAs(line) : '';
    const before = last.get(campaign);
    const known = before && before.same === same && same !== '' ? kept[before.index] : undefined;
    if (before && known) {
      kept[before.index] = undefined;
      kept.push({ ...line, times: (known.times ?? 1) + 1, since: known.since ?? known.at });
    } else kept.push(line);
    if (line.campaign !== undefined) last.set(campaign, { index: kept.length - 1, same });
  }
  return kept.flatMap((line) => line ?? []);
}

/** Of which kind, and by which conditions: what was found may differ. */
function sameAs({ said, version, findings }: TimelineLine): string {
  return JSON.stringify([
    version,
    findings ? findings.map(({ asked }) => asked) : said.replace(/^.*?: /, '').replace(/\d+/g, '0'),
    said.split(' ')[0],
  ]);
}
