import { isAnswer } from '../answer-types.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import { programOf } from '../definition/points-paths.ts';
import type { DidLeaf, EventPattern, FieldLeaf, Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';
import type { Json } from '../enrollment/enrollment.ts';
import type { Rates } from '../money.ts';
import type { Valuation } from '../scoring/score.ts';
import type { CalendarDuration, Instant } from '../time.ts';
import { addDuration, day, durationOf } from '../time.ts';
import { compileBound, compileEquals, endOf, instantFrom } from './compare.ts';
import { type AuthoredNeed, countAnswers, countOf, type Need, needOf } from './counts.ts';
import { listTest } from './lists.ts';
import type { Count, Found, Window } from './metrics.ts';
import { countActivity } from './metrics.ts';
import { compilePath } from './paths.ts';
import type { Seen, Subject, Test, Verdict } from './test.ts';
import { combine, leaf, named } from './test.ts';

/** What a predicate may refer to; `where` names the definition in errors, "campaign thank-you". */
export interface Library {
  segments: readonly Segment[];
  rates: Rates;
  /** The program that points.* is about. */
  program?: LoyaltyProgram | undefined;
  /** Those that a segment may name; without them it asks of `program`. */
  programs?: readonly LoyaltyProgram[] | undefined;
  /** What scores need of the settings. */
  valuation?: Valuation | undefined;
  where: string;
  /** Collects what is to be counted of customers, so that the predicates have an answer. */
  needs?: Map<string, Need>;
}

/** One question about one value; `until` is when time alone changes the answer. */
type Question = (value: Json, zone: string, now: Instant) => Seen;

/** Compiles a predicate. Throws a RangeError for a segment or path that does not exist. */
export function compilePredicate(predicate: Predicate, library: Library, inside: readonly string[] = []): Test {
  const each = (parts: readonly Predicate[]) => parts.map((part) => compilePredicate(part, library, inside));
  if ('all' in predicate) return combine('all', each(predicate.all));
  if ('any' in predicate) return combine('any', each(predicate.any));
  if ('none' in predicate) return combine('none', each(predicate.none));
  if ('field' in predicate) return fieldTest(predicate, library);
  if ('did' in predicate) return didTest(predicate, library, inside);
  return segmentTest(predicate.segment, library, inside);
}

function segmentTest(id: string, library: Library, inside: readonly string[]): Test {
  const segment = library.segments.find((known) => known.id === id);
  if (!segment)
    throw new RangeError(
      `${library.where}: there is no segment "${id}"; there are ${library.segments.map((known) => known.id).join(', ') || 'none'}`,
    );
  if (inside.includes(id))
    throw new RangeError(`${library.where}: segment "${id}" refers to itself through ${[...inside, id].join(' → ')}`);
  if ('list' in segment) return listTest(id);
  // A named program holds inside of whatever campaign asks; another segment in it has its own.
  const program = (library.programs && programOf(segment, library.programs)) ?? library.program;
  return named(`segment ${id}`, compilePredicate(segment.rule, { ...library, program, where: `segment ${id}` }, [...inside, id]));
}

function didTest(predicate: DidLeaf, library: Library, inside: readonly string[]): Test {
  const duration = predicate.within === undefined ? undefined : durationOf(predicate.within);
  const { atLeast = predicate.times ? 0 : 1, atMost = Infinity } = predicate.times ?? {};
  const count = counter(predicate.did, library, inside);
  const asked = `did ${eventText(predicate.did)} ${timesText(atLeast, atMost)}${predicate.within ? ` within ${predicate.within}` : ''}`;
  return leaf(asked, (subject, now) => {
    const { min, max } = count(subject, duration && { duration, zone: subject.zone, now });
    const verdict = min >= atLeast && max <= atMost ? true : max < atLeast || min > atMost ? false : undefined;
    const found = min === max ? min : max === Infinity ? undefined : `${min} to ${max}`;
    return { verdict, found, until: duration && flipOfDays(duration, now) };
  });
}

/** A need as it was stored. */
export function compileNeed({ did, rates }: AuthoredNeed): Need {
  const where = did.where && compilePredicate(did.where, { segments: [], rates, where: `did ${did.activity}` });
  return needOf(did, { where, rates });
}

type Counter = (subject: Subject, window: Window | undefined) => Count;
const unknownCount: Count = { min: 0, max: Infinity };

/** Where a "did" finds its number: in what she answered to this enrollment, in what is counted for it, or in the counts of every activity. */
function counter(did: EventPattern, library: Library, inside: readonly string[]): Counter {
  const { activity, where, same, step } = did;
  const need =
    where || same !== undefined ? needOf(did, { where: where && compilePredicate(where, library), rates: library.rates }) : undefined;
  if (need) library.needs?.set(need.id, need);
  const everywhere: Counter = ({ profile, trigger }, window) =>
    need
      ? countOf(profile.counts?.[need.id], { same: same !== undefined, value: same === undefined ? undefined : trigger?.[same], window })
      : countActivity(profile, activity, window);
  // A segment means the same wherever it is asked, also inside an enrollment.
  const ofEnrollment = isAnswer(activity) && inside.length === 0;
  return (subject, window) => {
    if (ofEnrollment && subject.answers && !need)
      return countAnswers(subject.answers[step === undefined ? activity : `${activity}#${step}`], window);
    return step === undefined && !(ofEnrollment && subject.answers) ? everywhere(subject, window) : unknownCount;
  };
}

function eventText({ activity, where, same, step }: EventPattern): string {
  const parts = [where && `where ${JSON.stringify(where)}`, same && `same ${same}`, step && `of step ${step}`];
  return [activity, ...parts.filter((part) => part)].join(' ');
}

function timesText(atLeast: number, atMost: number): string {
  if (atMost === Infinity) return `at least ${atLeast} times`;
  return atLeast === 0 ? `at most ${atMost} times` : `${atLeast} to ${atMost} times`;
}

function fieldTest(predicate: FieldLeaf, library: Library): Test {
  const within = predicate.within === undefined ? undefined : durationOf(predicate.within);
  const read = compilePath(predicate.field, { ...library, within });
  const questions = questionsOf(predicate, library);
  const { exists } = predicate;
  return leaf(askedOf(predicate), (subject, now) => {
    const found = read(subject, now);
    let verdict: Verdict = exists === undefined || found.values.length > 0 === exists;
    let until = within ? flipOfDays(within, now) : Infinity;
    for (const question of questions) {
      const answer = anyOf(found, (value) => question(value, subject.zone, now));
      verdict = verdict === false || answer.verdict === false ? false : verdict && answer.verdict;
      until = Math.min(until, answer.until ?? Infinity);
    }
    return { verdict, found: foundText(found), until };
  });
}

function questionsOf(predicate: FieldLeaf, { rates }: Library): Question[] {
  const questions: Question[] = [];
  const plain = (ask: (value: Json) => Verdict) => questions.push((value) => ({ verdict: ask(value) }));
  if (predicate.is !== undefined) plain(compileEquals(predicate.is, rates));
  if (predicate.has !== undefined) plain(compileEquals(predicate.has, rates));
  if (predicate.in !== undefined) {
    const each = predicate.in.map((wanted) => compileEquals(wanted, rates));
    plain((value) => each.reduce<Verdict>((verdict, equals) => either(verdict, equals(value)), false));
  }
  if (predicate.atLeast !== undefined) {
    const compare = compileBound(predicate.atLeast, rates);
    plain((value) => sign(compare(value), (difference) => difference >= 0));
  }
  if (predicate.atMost !== undefined) {
    const compare = compileBound(predicate.atMost, rates);
    plain((value) => sign(compare(value), (difference) => difference <= 0));
  }
  return [...questions, ...timeQuestions(predicate)];
}

function timeQuestions({ olderThan, newerThan, since, until }: FieldLeaf): Question[] {
  const questions: Question[] = [];
  if (olderThan !== undefined) questions.push(ageQuestion(durationOf(olderThan), true));
  if (newerThan !== undefined) questions.push(ageQuestion(durationOf(newerThan), false));
  if (since !== undefined) {
    questions.push((value, zone) => ({ verdict: order(instantFrom(since, zone), instantFrom(value, zone)) }));
  }
  if (until !== undefined) {
    questions.push((value, zone) => ({ verdict: order(instantFrom(value, zone), endOf(until, zone)) }));
  }
  return questions;
}

/** A value grows older than the duration in one instant, and is newer until then. */
function ageQuestion(duration: CalendarDuration, older: boolean): Question {
  return (value, zone, now) => {
    const at = instantFrom(value, zone);
    if (at === undefined) return { verdict: undefined };
    const flipsAt = addDuration(at, duration, zone);
    return { verdict: flipsAt <= now === older, until: flipsAt };
  };
}

/** Any element: one true is enough; unknown where an element is, or where there may be more. */
function anyOf(found: Found, ask: (value: Json) => Seen): Seen {
  let verdict: Verdict = found.unknown ? undefined : false;
  let until = Infinity;
  for (const value of found.values) {
    const seen = ask(value);
    verdict = either(verdict, seen.verdict);
    until = Math.min(until, seen.until ?? Infinity);
  }
  return { verdict, until };
}

function either(one: Verdict, other: Verdict): Verdict {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
}

function sign(difference: number | undefined, holds: (difference: number) => boolean): Verdict {
  return difference === undefined ? undefined : holds(difference);
}

function order(first: Instant | undefined, second: Instant | undefined): Verdict {
  return first === undefined || second === undefined ? undefined : first <= second;
}

/** Windows of days move on when a UTC day ends, shorter ones all the time. */
function flipOfDays(duration: CalendarDuration, now: Instant): Instant {
  return duration.ms > 0 ? now + 1 : (Math.floor(now / day) + 1) * day;
}

function foundText({ values }: Found): Json | undefined {
  return values.length === 1 ? values[0] : values.length === 0 ? undefined : values;
}

function askedOf({ field, within, note: _, ...asked }: FieldLeaf): string {
  const parts = Object.entries(asked).map(([operator, value]) => `${operator} ${JSON.stringify(value)}`);
  return `${field} ${parts.join(' and ')}${within ? ` within ${within}` : ''}`;
}
