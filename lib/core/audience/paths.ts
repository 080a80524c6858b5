import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { pointsFields } from '../loyalty/summary.ts';
import type { Rates } from '../money.ts';
import { scoreField, type Valuation } from '../scoring/score.ts';
import { isScoreName, scoreProperties } from '../scoring/score-names.ts';
import type { CalendarDuration } from '../time.ts';
import type { Found, MetricName } from './metrics.ts';
import { metric, metricNames } from './metrics.ts';
import type { Reader } from './reader.ts';

export type { Reader };

const nothing: Found = { values: [], unknown: true };

/** What a path may be about. */
export interface PathScope {
  rates: Rates;
  within?: CalendarDuration | undefined;
  /** The program that points.* is about. */
  program?: LoyaltyProgram | undefined;
  valuation?: Valuation | undefined;
  where: string;
}

/** Compiles a path. Throws a RangeError for a root that does not exist, and for points.* without a program. */
export function compilePath(path: string, scope: PathScope): Reader {
  const [root, ...names] = path.split('.');
  switch (root) {
    case 'customer':
      return ({ profile }) => walk(profile.attributes, names);
    case 'trigger':
      return ({ trigger }) => walk(trigger, names);
    case 'steps':
      return ({ steps }) => walk(steps, names);
    case 'activity':
      return ({ activity }) => walk(activity, names);
    case 'consent':
      return ({ contact }) => walk(contact?.consent, names);
    case 'metrics':
      return metricReader(names, scope);
    case 'points':
      return pointsReader(names, scope);
    case 'score':
      return scoreReader(names, scope);
    default:
      throw new RangeError(
        `${scope.where}: the path "${path}" begins with "${root}", which is none of customer, metrics, consent, trigger, activity, steps`,
      );
  }
}

/** The one value at a path, or null: for `emit` and `waitUntil`. */
export function firstValue(found: Found): Json {
  return found.values[0] ?? null;
}

function pointsReader(names: string[], { program, rates, where }: PathScope): Reader {
  if (!program) throw new RangeError(`${where}: points.* needs one loyalty program: name it by "program"`);
  return ({ profile }, now) => {
    const { language } = profile.attributes;
    return walk(pointsFields(profile.points?.[program.id], program, { now, rates, language }), names);
  };
}

function scoreReader([name = '', ...rest]: string[], { rates, valuation, where }: PathScope): Reader {
  if (!isScoreName(name))
    throw new RangeError(`${where}: there is no "score.${name}"; there are ${Object.keys(scoreProperties).join(', ')}`);
  return (subject, now) => deeper(scoreField(name, subject, { now, rates, valuation }), rest);
}

function metricReader(names: string[], scope: PathScope): Reader {
  const name = metricNames.find((known) => known === names[0]);
  if (name === undefined) {
    throw new RangeError(
      `${scope.where}: there is no "metrics.${names.join('.')}"; there are ${metricNames.map((known) => `metrics.${known}`).join(', ')}`,
    );
  }
  return ({ profile, zone }, now) => {
    const window = scope.within && { duration: scope.within, zone, now };
    return deeper(metric(profile, name satisfies MetricName, { rates: scope.rates, window }), names.slice(1));
  };
}

function deeper(found: Found, names: string[]): Found {
  if (names.length === 0) return found;
  return { values: found.values.flatMap((value) => walk(value, names).values), unknown: found.unknown };
}

function walk(from: unknown, names: string[]): Found {
  let plain: unknown = from;
  for (const name of names) plain = Array.isArray(plain) ? undefined : property(plain, name);
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') return { values: [plain], unknown: false };
  let level: unknown[] = [from];
  let unknown = false;
  for (const name of names) {
    const next = level.flatMap(elements).map((value) => property(value, name));
    unknown ||= next.some(missing);
    level = next.filter((value) => !missing(value));
  }
  const values = level
    .filter((value) => !missing(value))
    .flatMap(elements)
    .filter(isJson);
  return values.length === 0 && level.length === 0 && (unknown || missing(from)) ? nothing : { values, unknown };
}

function elements(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function missing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Everything that a subject holds came from JSON. */
function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== 'function';
}
