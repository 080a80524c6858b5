import type { Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';
import { conditionWords } from '../description/condition-words.ts';
import type { Instant } from '../time.ts';
import { isPersonal } from './explain.ts';
import { foundInWords, neededChange } from './needed-change.ts';
import type { Subject, Test, TraceNode, Verdict } from './test.ts';
import { newTrace } from './test.ts';

/** One condition, asked of one customer, for a person to read. Shows no name and no address. */
export interface Finding {
  /** "metrics.orders atLeast 2". */
  asked: string;
  verdict: 'yes' | 'no' | 'unknown';
  found?: string;
  /** What would have to change, "1 more"; absent where the condition is as it should be. */
  needs?: string;
  inner?: Finding[];
}

/** Where a finding stands: the customer's zone, the present, and the segments that may be named. */
export interface Around {
  segments: readonly Segment[];
  zone: string;
  now: Instant;
}

/** Asks a compiled predicate and says for each of its leaves what was found and what would have to change for it to be true. */
export function findingOf(
  test: Test,
  predicate: Predicate,
  asked: { subject: Subject; segments: readonly Segment[]; now: Instant },
): Finding {
  const trace = newTrace();
  test(asked.subject, asked.now, trace);
  const [node] = trace.nodes;
  const around = { segments: asked.segments, zone: asked.subject.zone, now: asked.now };
  return node ? describe(predicate, node, { around, wanted: true }) : { asked: 'nothing', verdict: 'yes' };
}

/** `wanted` is what the condition must be for the whole to be true: under "none" it is false. */
function describe(predicate: Predicate | undefined, node: TraceNode, how: { around: Around; wanted: boolean }): Finding {
  const { around, wanted } = how;
  // What a count is narrowed to is a condition too.
  const asked = predicate && 'did' in predicate && predicate.did.where ? conditionWords(predicate) : node.asked;
  const finding = { asked, verdict: inWords(node.verdict) };
  const nodes = node.nodes ?? [];
  const each = (parts: readonly Predicate[], inner: boolean) =>
    nodes.map((one, index) => describe(parts[index], one, { around, wanted: inner }));
  if (predicate && 'all' in predicate) return { ...finding, asked: 'all of', inner: each(predicate.all, wanted) };
  if (predicate && 'any' in predicate) return { ...finding, asked: 'any of', inner: each(predicate.any, wanted) };
  if (predicate && 'none' in predicate) return { ...finding, asked: 'none of', inner: each(predicate.none, !wanted) };
  const [rule] = nodes;
  if (predicate && 'segment' in predicate && rule)
    return { ...finding, inner: [describe(ruleOf(predicate.segment, around.segments), rule, how)] };
  return { ...finding, ...leafOf(predicate, node, how) };
}

function leafOf(predicate: Predicate | undefined, node: TraceNode, { around, wanted }: { around: Around; wanted: boolean }) {
  const found = isPersonal(node.asked) ? undefined : foundInWords(node, around.zone);
  const needs = node.verdict === wanted ? undefined : neededChange(predicate, node, { ...around, wanted });
  return { ...(found !== undefined && { found }), ...(needs !== undefined && { needs }) };
}

function ruleOf(id: string, segments: readonly Segment[]): Predicate | undefined {
  const segment = segments.find((known) => known.id === id);
  return segment && 'rule' in segment ? segment.rule : undefined;
}

function inWords(verdict: Verdict): Finding['verdict'] {
  return verdict === undefined ? 'unknown' : verdict ? 'yes' : 'no';
}
