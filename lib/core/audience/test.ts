import type { Contact } from '../contact.ts';
import type { Profile } from '../customer.ts';
import type { Enrollment, Json } from '../enrollment/enrollment.ts';
import type { ShopRhythm } from '../lapse.ts';
import type { ShopFigures } from '../scoring/shop-figures.ts';
import type { Instant } from '../time.ts';

/** Undefined = unknown. Callers write `=== true`: unknown never sends. */
export type Verdict = boolean | undefined;

/** What a predicate looks at. `activity` is there inside `where` only, `trigger` and `steps` inside an enrollment. */
export interface Subject {
  profile: Profile;
  contact: Contact | undefined;
  /** IANA zone of the customer, valid. */
  zone: string;
  trigger?: { [property: string]: Json };
  steps?: { [step: string]: { [property: string]: Json } };
  activity?: { [property: string]: Json };
  /** Inside an enrollment: how often she answered its messages. */
  answers?: NonNullable<Enrollment['answers']>;
  /** What scores need to know of the shop. */
  shop?: ShopFigures | undefined;
  rhythm?: ShopRhythm | undefined;
}

/** A compiled predicate. With a trace every leaf is asked and notes what it saw; without one the first decisive leaf ends it. */
export type Test = (subject: Subject, now: Instant, trace?: Trace) => Verdict;

export interface Trace {
  /** The first instant at which time alone may change the verdict; Infinity when it never does. */
  until: Instant;
  nodes: TraceNode[];
}

/** One line of `explain`: what was asked, what was found, what followed. */
export interface TraceNode {
  asked: string;
  found?: Json;
  verdict: Verdict;
  nodes?: TraceNode[];
}

/** What a leaf saw: `until` is when time alone changes its verdict. */
export interface Seen {
  verdict: Verdict;
  found?: Json | undefined;
  until?: Instant | undefined;
}

/** An empty trace to hand to a test. */
export function newTrace(): Trace {
  return { until: Infinity, nodes: [] };
}

/** The only maker of `undefined`: a test that looks at the data. */
export function leaf(asked: string, look: (subject: Subject, now: Instant) => Seen): Test {
  return (subject, now, trace) => {
    const seen = look(subject, now);
    if (!trace) return seen.verdict;
    if (seen.until !== undefined && seen.until > now) trace.until = Math.min(trace.until, seen.until);
    trace.nodes.push({ asked, verdict: seen.verdict, ...(seen.found === undefined ? {} : { found: seen.found }) });
    return seen.verdict;
  };
}

/** The only combiner: all = no false and no unknown, any = one true, none = no true; unknown unless decided without it. */
export function combine(how: 'all' | 'any' | 'none', tests: readonly Test[]): Test {
  const decisive = how !== 'all';
  return (subject, now, trace) => {
    const inner: Trace | undefined = trace && { until: trace.until, nodes: [] };
    let verdict: Verdict = !decisive;
    for (const test of tests) {
      const one = test(subject, now, inner);
      if (verdict === decisive) continue;
      if (one === decisive) verdict = decisive;
      else if (one === undefined) verdict = undefined;
      if (verdict === decisive && !inner) break;
    }
    if (how === 'none' && verdict !== undefined) verdict = !verdict;
    if (trace && inner) {
      trace.until = inner.until;
      trace.nodes.push({ asked: how, verdict, nodes: inner.nodes });
    }
    return verdict;
  };
}

/** A named test: the trace shows its name above what it asked. */
export function named(name: string, test: Test): Test {
  return (subject, now, trace) => {
    if (!trace) return test(subject, now);
    const inner: Trace = { until: trace.until, nodes: [] };
    const verdict = test(subject, now, inner);
    trace.until = inner.until;
    trace.nodes.push({ asked: name, verdict, nodes: inner.nodes });
    return verdict;
  };
}
