import { isAnswer } from '../answer-types.ts';
import { windowedMetrics } from './built-in.ts';
import { checkKnownValues } from './known-values.ts';
import type { Library } from './library.ts';
import { resolvePath, type Scope, type Target } from './paths.ts';
import { type FieldLeaf, type Operator, operators } from './predicate.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import { unitOf } from './values.ts';
import type { Context, PartOf, Place } from './walk.ts';

const everywhere = ['customer', 'metrics', 'consent', 'points', 'score'];
const roots: { [place in Place]: string[] } = {
  segment: everywhere,
  audience: [...everywhere, 'trigger'],
  'trigger where': [...everywhere, 'activity'],
  'event where': [...everywhere, 'activity', 'trigger', 'steps'],
  'did where': ['activity'],
  branch: [...everywhere, 'trigger', 'steps'],
  exit: [...everywhere, 'trigger', 'steps'],
  program: ['customer', 'metrics', 'consent', 'points', 'activity'],
};

const unknownMeans: { [place in Place]: string } = {
  segment: 'she is not in the segment',
  audience: 'she does not enter',
  'trigger where': 'she does not enter',
  'event where': 'in an exit she leaves, elsewhere it does not count',
  'did where': 'it is not known how often she did it',
  branch: 'the next case, at last otherwise',
  exit: 'she leaves',
  program: 'it does not hold',
};

/** A condition on a field: the path leads somewhere, and every value is of the kind that stands there. */
export function checkField({ value: leaf, path, context }: PartOf<'field'>, scope: Scope): Problem[] {
  const [root = '', ...rest] = leaf.field.split('.');
  const at = [...path, 'field'];
  if (!roots[context.place].includes(root)) return [misplaced(leaf, at, context)];
  const target = resolvePath([root, ...rest], { ...scope, activity: context.activity });
  if (!target) return [];
  if ('astray' in target) return [error(at, target.astray, { given: leaf.field, ...(target.allowed && { allowed: target.allowed }) })];
  const wrong = operators.flatMap((operator) => checkOperator(leaf, operator, { target, path }));
  return [
    ...(wrong.length > 0 ? wrong : checkKnownValues(leaf, path, scope)),
    ...checkWithin(leaf, path),
    ...checkOptional(leaf, { target, at, context }),
  ];
}

function misplaced(leaf: FieldLeaf, at: JsonPath, { place }: Context): Problem {
  if (place === 'did where') {
    const why = `${onlyActivity}: ask ${leaf.field} beside the "did", in an "all"`;
    return error(at, why, { given: leaf.field });
  }
  return error(
    at,
    `${leaf.field.split('.')[0]}.* means nothing in ${place === 'audience' ? 'an audience' : `the condition of a ${place}`}; there are ${roots[place].join('.*, ')}.*`,
    { given: leaf.field },
  );
}

/** It is counted when it happens, for all customers alike. */
const onlyActivity = 'the "where" of a "did" asks activity.* only';

/** What a "did" can be asked where it stands. */
export function checkDid({ value: { did }, path, context: { place } }: PartOf<'did'>): Problem[] {
  const at = [...path, 'did'];
  if (place === 'did where') return [error(at, onlyActivity, { given: did.activity, atKey: true })];
  const inside = place === 'branch' || place === 'exit' || place === 'event where';
  const problems: Problem[] = [];
  if (did.step !== undefined && !inside) {
    const why = 'a "step" is answered inside the campaign: leave it out, and every answer of hers counts';
    problems.push(error([...at, 'step'], why, { given: did.step, atKey: true }));
  }
  if (did.same !== undefined && !inside && place !== 'audience') {
    const why = '"same" equals a property of what entered her, which is known in the audience and inside a campaign only';
    problems.push(error([...at, 'same'], why, { given: did.same, atKey: true }));
  }
  const key = did.where ? 'where' : did.same === undefined ? undefined : 'same';
  if (key !== undefined && inside && isAnswer(did.activity)) {
    const why = `how often she answered this enrollment is counted as a whole: for "${key}", wait for ${did.activity} and branch on what came`;
    problems.push(error([...at, key], why, { given: did.activity, atKey: true }));
  }
  return problems;
}

const fits: { [operator in Operator]: readonly Target['type'][] } = {
  is: ['text', 'number', 'boolean', 'money', 'date'],
  in: ['text', 'number', 'boolean', 'money', 'date'],
  has: ['list'],
  exists: ['text', 'number', 'boolean', 'money', 'date', 'time', 'list', 'object', 'change'],
  atLeast: ['number', 'money', 'change'],
  atMost: ['number', 'money', 'change'],
  olderThan: ['date', 'time'],
  newerThan: ['date', 'time'],
  since: ['date', 'time'],
  until: ['date', 'time'],
};

function checkOperator(leaf: FieldLeaf, operator: Operator, { target, path }: { target: Target; path: JsonPath }): Problem[] {
  const value = leaf[operator];
  if (value === undefined) return [];
  const at = [...path, operator];
  const type = elementType(target, operator);
  if (!fits[operator].includes(type)) {
    const allowed = operators.filter((each) => fits[each].includes(target.type));
    return [
      error(at, `${leaf.field} is ${nouns[target.type]}; it can be asked for ${allowed.join(', ')}`, { atKey: true, given: operator }),
    ];
  }
  if (!compared.includes(operator)) return [];
  const kind = operator === 'has' ? (target.of?.type ?? 'text') : type;
  const wrong = (Array.isArray(value) ? value : [value]).map((each, index) => ({ each, index })).filter(({ each }) => !isOf(each, kind));
  return wrong.map(({ each, index }) =>
    error(Array.isArray(value) ? [...at, index] : at, `${leaf.field} is ${nouns[target.type]}: compare it with ${values[kind]}`, {
      given: each,
    }),
  );
}

const compared: readonly Operator[] = ['is', 'in', 'has', 'atLeast', 'atMost'];

/** A list means "any element": asked for anything but `has` and `exists`, its elements count. */
function elementType(target: Target, operator: Operator): Target['type'] {
  return target.type === 'list' && operator !== 'has' && operator !== 'exists' ? (target.of?.type ?? 'list') : target.type;
}

const nouns: { [type in Target['type']]: string } = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  money: 'an amount of money',
  date: 'a date',
  time: 'an instant',
  list: 'a list',
  object: 'an object',
  change: 'a change in percent',
};

const values: { [type in Target['type']]: string } = {
  ...nouns,
  money: 'an amount with its currency, such as "20 GBP"',
  date: 'a date, such as "2027-03-01"',
  change: 'a change in percent, such as "-30%"',
};

function isOf(value: string | number | boolean, type: Target['type']): boolean {
  if (type === 'text') return typeof value === 'string';
  if (type === 'number') return typeof value === 'number';
  if (type === 'boolean') return typeof value === 'boolean';
  const unit = typeof value === 'string' ? unitOf(value) : undefined;
  return type === 'change' ? unit === 'share' || unit === 'change' : unit === type;
}

function checkWithin(leaf: FieldLeaf, path: JsonPath): Problem[] {
  const metric = leaf.field.replace(/^metrics\./, '');
  const windowed = leaf.field.startsWith('metrics.') && windowedMetrics.some((name) => name === metric);
  if (leaf.within !== undefined && !windowed) {
    return [
      error([...path, 'within'], `only ${windowedMetrics.map((name) => `metrics.${name}`).join(', ')} take "within"`, {
        atKey: true,
        given: leaf.within,
      }),
    ];
  }
  if (leaf.field === 'metrics.spendChange' && leaf.within === undefined) {
    return [
      error(path, '"within" is missing: metrics.spendChange compares a time, such as "90 days", with the one before', {
        missing: 'within',
      }),
    ];
  }
  return [];
}

function checkOptional(leaf: FieldLeaf, { target, at, context }: { target: Target; at: JsonPath; context: Context }): Problem[] {
  const declared = leaf.field.startsWith('customer.') || leaf.field.startsWith('trigger.') || leaf.field.startsWith('activity.');
  if (!declared || target.mayLack.length === 0 || leaf.exists !== undefined || context.asked?.includes(leaf.field)) return [];
  return [
    warning(at, `${leaf.field} is optional; when it is not known, ${unknownMeans[context.place]} (say so by "exists" in the same "all")`, {
      given: leaf.field,
    }),
  ];
}

/** A segment that is referred to exists. */
export function checkSegmentLeaf({ value, path, context }: PartOf<'segment'>, library: Library): Problem[] {
  if (context.place === 'did where') return [error([...path, 'segment'], onlyActivity, { given: value.segment, atKey: true })];
  if (library.segmentIds.includes(value.segment)) return [];
  return [error([...path, 'segment'], 'there is no such segment in segments/', { given: value.segment, allowed: library.segmentIds })];
}
