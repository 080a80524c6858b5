import type { DateHint } from '../enrollment/enrollment.ts';
import type { Situation } from '../enrollment/situation.ts';
import { type Instant, minute } from '../time.ts';
import type { Run } from './life.ts';
import type { Agenda, Living } from './living.ts';

/** The enrollment that is due first. */
export function dueIn({ situation, agenda }: Living): NonNullable<Agenda['due']> {
  if (agenda.due?.of === situation.enrollments) return agenda.due;
  const due: NonNullable<Agenda['due']> = { of: situation.enrollments, at: Infinity, enrollment: undefined };
  for (const enrollment of situation.enrollments) {
    const at = swept(enrollment.dueAt);
    if (at < due.at) Object.assign(due, { at, enrollment });
  }
  agenda.due = due;
  return due;
}

/** The date that is looked at first: of those that one sweep finds, as the sweep has it, that of the highest priority, then the earliest. */
export function hintIn({ hints, agenda, situation }: Living): NonNullable<Agenda['hint']> {
  if (agenda.hint) return agenda.hint;
  const first: NonNullable<Agenda['hint']> = { at: Infinity, hint: undefined };
  for (const hint of hints.values()) {
    const at = swept(hint.dueAt);
    if (at < first.at || (first.hint && at === first.at && comesBefore(hint, first.hint, situation))) Object.assign(first, { at, hint });
  }
  agenda.hint = first;
  return first;
}

/** Where nothing else decides, the campaigns come by their ids. */
function comesBefore(one: DateHint, other: DateHint, { live }: Situation): boolean {
  const priorityOf = ({ campaign }: DateHint) => live.find(({ id }) => id === campaign)?.priority ?? 0;
  const [mine, its] = [priorityOf(one), priorityOf(other)];
  if (mine !== its) return mine > its;
  if (one.dueAt !== other.dueAt) return (one.dueAt ?? Infinity) < (other.dueAt ?? Infinity);
  return one.campaign < other.campaign;
}

/** The scheduled run that starts first, of those that were not decided. */
export function runIn({ agenda, runs, situation, stage }: Living): Run | undefined {
  agenda.runs ??= { all: stage.runsOf(situation.live), next: 0 };
  const { all } = agenda.runs;
  for (; ; agenda.runs.next += 1) {
    const run = all[agenda.runs.next];
    if (!run || run.occurrence.name > (runs.get(run.campaign.id) ?? '')) return run;
  }
}

/** What is due is found by the sweep of its minute; null = never. */
export function swept(dueAt: Instant | null): Instant {
  return dueAt === null ? Infinity : Math.ceil(dueAt / minute) * minute;
}
