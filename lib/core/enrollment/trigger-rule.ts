import { compilePredicate, type Library } from '../audience/compile.ts';
import { canonical } from '../audience/counts.ts';
import { compilePath, type Reader } from '../audience/paths.ts';
import { readsContact } from '../audience/reads-contact.ts';
import { combine, type Test } from '../audience/test.ts';
import type { Campaign } from '../definition/campaign.ts';
import { defaults } from '../definition/defaults.ts';
import type { Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';
import { hash53 } from '../experiment/hash.ts';
import { compileLapse, type LapseRule } from '../lapse.ts';
import { compileSchedule, type ScheduleRule } from '../schedule.ts';
import { type CalendarDuration, durationOf, type MinuteOfDay, minutesOf } from '../time.ts';

export type TriggerRule =
  /** `for`: the property that names the customer to enter. */
  | { kind: 'activity'; activity: string; where: Test | undefined; for: string | undefined }
  | DateRule
  | { kind: 'schedule'; schedule: ScheduleRule }
  /** `rule` names what the segment asks: another rule has another name. */
  | { kind: 'segment'; segment: string; on: 'enter' | 'leave'; test: Test; rule: string; asksConsent: boolean }
  | { kind: 'lapse'; lapse: LapseRule };

export interface DateRule {
  kind: 'date';
  read: Reader;
  yearly: boolean;
  shift: CalendarDuration;
  sign: 1 | -1;
  at: MinuteOfDay;
}

/** Compiles what enters a customer. Throws a RangeError for a reference that does not exist. */
export function compileTrigger({ entry: { trigger }, program }: Campaign, library: Library): TriggerRule {
  if ('activity' in trigger) {
    const { activity, where } = trigger;
    const tests = [ownProgram(activity, program), where].flatMap((test) => (test ? [compilePredicate(test, library)] : []));
    return { kind: 'activity', activity, where: tests.length > 1 ? combine('all', tests) : tests[0], for: trigger.for };
  }
  if ('date' in trigger) {
    const shift = trigger.before ?? trigger.after;
    return {
      kind: 'date',
      read: compilePath(trigger.date, library),
      yearly: trigger.every === 'year',
      shift: shift === undefined ? { months: 0, days: 0, ms: 0 } : durationOf(shift),
      sign: trigger.before === undefined ? 1 : -1,
      at: minutesOf(trigger.at ?? defaults.at),
    };
  }
  if ('segment' in trigger) {
    const { segment, on } = trigger;
    const asksConsent = readsContact({ segment }, library.segments);
    return { kind: 'segment', segment, on, test: compilePredicate({ segment }, library), rule: ruleOf(segment, library), asksConsent };
  }
  return 'lapse' in trigger ? { kind: 'lapse', lapse: compileLapse(trigger) } : { kind: 'schedule', schedule: compileSchedule(trigger) };
}

/** What a loyalty programme tells enters the campaigns of that programme only. */
function ownProgram(activity: string, program: string | undefined): Predicate | undefined {
  return program !== undefined && /^(tier|points|reward)\./.test(activity) ? { field: 'activity.program', is: program } : undefined;
}

/** Of the segment and of those that it speaks of. A table gives names back in any order. */
function ruleOf(id: string, { segments }: Library): string {
  const asked = new Set([id]);
  for (const one of asked) {
    const text = JSON.stringify(segments.find((segment) => segment.id === one) ?? null);
    for (const other of segments) if (text.includes(`"segment":"${other.id}"`)) asked.add(other.id);
  }
  const rules = segments.filter((segment) => asked.has(segment.id)).map(ruleText);
  return hash53(canonical(rules)).toString(36);
}

function ruleText(segment: Segment) {
  if ('list' in segment) return segment.list;
  return segment.program === undefined ? segment.rule : [segment.program, segment.rule];
}
