import type * as z from 'zod';
import { parseDefinition, valueAt } from './parse.ts';
import type { JsonPath, Problem } from './problem.ts';

/** A definition that is not valid, with what is wrong in it taken away or replaced by something harmless. */
export interface Salvaged<T> {
  value: T;
  /** What stands there is not the author's. */
  lost: JsonPath[];
}

/**
 * As much of a definition as can be understood, at the same paths, so that what it refers to can be checked although
 * something else in it is wrong. Undefined when nothing is left.
 */
export function salvage<S extends z.ZodType>(schema: S, input: unknown): Salvaged<z.output<S>> | undefined {
  const draft: unknown = JSON.parse(JSON.stringify(input));
  const lost: JsonPath[] = [];
  for (const mend of [takeAway, replace, replace, replace]) {
    const parsed = parseDefinition(schema, draft);
    if ('value' in parsed) return { value: parsed.value, lost };
    for (const problem of parsed.problems) lost.push(mend(draft, placeOf(problem)));
  }
  return undefined;
}

/** Whether what stands at a path is lost, or around it, or the problem is about what was lost below it. */
export function loses(lost: JsonPath[], path: JsonPath): boolean {
  return lost.some((each) => each.every((part, index) => part === path[index]));
}

/** Whether a step, or the name of one, is among what was lost. */
export function losesSteps(lost: JsonPath[]): boolean {
  return lost.some((path) => path[0] === 'steps' && (typeof path.at(-1) === 'number' || named.has(String(path.at(-1)))));
}

const named = new Set(['id', 'steps', 'then', 'otherwise', 'for']);

function placeOf({ path, missing }: Problem): JsonPath {
  return missing === undefined ? path : [...path, missing];
}

/** A wrong value goes with its key, but a list keeps its other elements. */
function takeAway(draft: unknown, path: JsonPath): JsonPath {
  const end = path.findLastIndex((part) => typeof part === 'string') + 1;
  const key = path.slice(0, end);
  const parent = valueAt(draft, key.slice(0, -1));
  if (unitAt(path) || typeof parent !== 'object' || parent === null) return path;
  Reflect.deleteProperty(parent, key.at(-1) ?? '');
  return key;
}

/** The smallest part around a path that something harmless can stand for; without one, the whole key of the file goes. */
function replace(draft: unknown, path: JsonPath): JsonPath {
  for (let length = path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    const parent = valueAt(draft, place.slice(0, -1));
    const harmless = unitAt(place);
    if (harmless === undefined || typeof parent !== 'object' || parent === null) continue;
    Reflect.set(parent, place.at(-1) ?? '', harmless);
    return place;
  }
  return takeAway(draft, path.slice(0, 1));
}

const step = { wait: '1 day' };
const condition = { field: 'metrics.orders', exists: true };
/** Of an activity that is not declared nothing can be said. */
const trigger = { activity: 'unknown.unknown' };
const earn = { id: 'unnamed', activity: 'unknown.unknown', points: 1 };
const inList: { [list: string]: object } = {
  earn,
  rewards: { id: 'unnamed', name: 'unnamed', points: 1 },
  steps: step,
  then: step,
  otherwise: step,
  all: condition,
  any: condition,
  none: condition,
};
const below: { [key: string]: unknown } = { if: condition, where: condition, audience: condition, rule: condition, trigger, points: 1 };
const ofFile: { [key: string]: unknown } = {
  id: 'unnamed',
  kind: 'database',
  name: 'unnamed',
  owner: 'nobody@unknown.example',
  entry: { trigger },
  steps: [step],
  earn: [earn],
  codes: 'generated',
};

function unitAt(path: JsonPath): unknown {
  const [before = '', last = ''] = path.slice(-2);
  const key = path.at(-1);
  if (typeof key === 'string' && path.length === 1) return own(ofFile, key) ?? own(below, key);
  if (typeof key === 'string') return own(below, key);
  return typeof before === 'string' && typeof last === 'number' ? own(inList, before) : undefined;
}

function own(table: { [key: string]: unknown }, key: string): unknown {
  const found = Object.hasOwn(table, key) ? table[key] : undefined;
  return found === undefined ? undefined : JSON.parse(JSON.stringify(found));
}
