/**
 * Event patterns of EventBridge, which are also the filters of event source mappings:
 * a pattern names a part of the event's fields, and lists for each the values that match.
 */

type Matcher = (value: unknown) => boolean;

/**
 * Compiles a pattern once. Known in lists: literal values, `exists`, `prefix`, `suffix`, `anything-but`, `numeric`, `equals-ignore-case`.
 * Throws on any other, since a filter that matches nothing would lose events in silence.
 */
export function compilePattern(pattern: unknown, where = 'pattern'): Matcher {
  if (Array.isArray(pattern)) return anyOf(pattern.map((alternative) => compileAlternative(alternative, where)));
  if (!isRecord(pattern)) throw new Error(`${where}: a pattern holds objects and lists of values, found ${JSON.stringify(pattern)}`);
  const fields = Object.entries(pattern).map(([name, inner]) => [name, compilePattern(inner, `${where}.${name}`)] as const);
  return (value) => fields.every(([name, matches]) => matches(isRecord(value) ? value[name] : undefined));
}

/** A list in the event matches when one of its elements does. */
const anyOf =
  (alternatives: Matcher[]): Matcher =>
  (value) =>
    Array.isArray(value) && value.length > 0
      ? value.some((element) => alternatives.some((matches) => matches(element)))
      : alternatives.some((matches) => matches(value));

function compileAlternative(alternative: unknown, where: string): Matcher {
  if (!isRecord(alternative)) return (value) => value === alternative;
  const [operator = '', operand] = Object.entries(alternative)[0] ?? [];
  const compile = operators[operator];
  if (!compile || Object.keys(alternative).length !== 1)
    throw new Error(`${where}: ${JSON.stringify(alternative)} is not known to the sandbox; known are ${Object.keys(operators).join(', ')}`);
  return compile(operand, where);
}

const operators: Record<string, (operand: unknown, where: string) => Matcher> = {
  exists: (wanted) => (value) => isLeaf(value) === wanted,
  prefix: (prefix) => (value) => typeof value === 'string' && value.startsWith(String(prefix)),
  suffix: (suffix) => (value) => typeof value === 'string' && value.endsWith(String(suffix)),
  'equals-ignore-case': (text) => (value) => typeof value === 'string' && value.toLowerCase() === String(text).toLowerCase(),
  'anything-but': (refused, where) => {
    const refuses = anyOf((Array.isArray(refused) ? refused : [refused]).map((one) => compileAlternative(one, where)));
    return (value) => value !== undefined && !refuses(value);
  },
  numeric: (comparisons, where) => {
    const tests = pairs(comparisons, where);
    return (value) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && tests.every((test) => test(number));
    };
  },
};

/** `['>', 0, '<=', 5]`: every comparison must hold. Stream images carry numbers as text, so text that is a number counts. */
function pairs(comparisons: unknown, where: string): ((value: number) => boolean)[] {
  if (!Array.isArray(comparisons) || comparisons.length === 0 || comparisons.length % 2 !== 0)
    throw new Error(`${where}: numeric takes pairs such as ["=", 1] or [">", 0, "<=", 5], found ${JSON.stringify(comparisons)}`);
  return Array.from({ length: comparisons.length / 2 }, (_, index) => {
    const compare = comparators[String(comparisons[index * 2])];
    const bound: unknown = comparisons[index * 2 + 1];
    if (!compare || typeof bound !== 'number')
      throw new Error(`${where}: numeric knows =, <, <=, >, >= and a number, found ${JSON.stringify(comparisons)}`);
    return (value) => compare(value, bound);
  });
}

const comparators: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `exists` looks at leaves only, as AWS does: an object in between does not count as existing. */
const isLeaf = (value: unknown) => value !== undefined && !isRecord(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
