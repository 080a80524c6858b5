import * as z from 'zod';
import { error, type JsonPath, type Problem } from './problem.ts';

/** What a schema makes of a value, or every reason why it cannot. */
export type Parsed<T> = { value: T } | { problems: Problem[] };

/** Parses by a definition schema and turns zod's issues into problems with the value given and the values allowed. */
export function parseDefinition<S extends z.ZodType>(schema: S, input: unknown): Parsed<z.output<S>> {
  const keysAt = new Map<string, string[]>();
  const result = schema.safeParse(input, { error: plainWords(keysAt) });
  if (result.success) return { value: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, { input, keysAt })) };
}

/** Speaks where a schema has no words of its own, and notes the known keys: only here is the schema itself seen. */
function plainWords(keysAt: Map<string, string[]>): z.core.$ZodErrorMap {
  return (issue) => {
    // At the top of a file zod gives the issue no path yet.
    if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject)
      keysAt.set(String(issue.path ?? []), Object.keys(issue.inst.shape));
    if (issue.code === 'invalid_type') return `must be ${words[issue.expected] ?? issue.expected}`;
    if (issue.code === 'invalid_value')
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    return undefined;
  };
}

const words: { [type: string]: string } = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

interface Surroundings {
  input: unknown;
  keysAt: Map<string, string[]>;
}

function problemsOf(issue: z.core.$ZodIssue, { input, keysAt }: Surroundings): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt.get(String(path)) ?? [];
    return issue.keys.map((key) =>
      error([...path, key], 'unknown key', { atKey: true, given: key, allowed: allowed.filter((name) => name !== '$schema') }),
    );
  }
  if (issue.code === 'invalid_key') return [error(path, issue.issues[0]?.message ?? issue.message, { atKey: true, given: path.at(-1) })];
  if (issue.code === 'custom' && issue.params) return verbProblems(issue, path);
  const missing = missingKey(input, path);
  if (missing !== undefined) return [error(path.slice(0, -1), `"${missing}" is missing: ${issue.message}`, { missing })];
  const allowed = issue.code === 'invalid_value' ? { allowed: issue.values.map(String) } : {};
  return [error(path, issue.message, { given: valueAt(input, path), ...allowed })];
}

/** No verb, or a second one: shown at the key that is wrong, so that the nearest verb can be offered. */
function verbProblems(issue: z.core.$ZodIssueCustom, path: JsonPath): Problem[] {
  const { stray, second, verbs } = z
    .object({ stray: z.string().optional(), second: z.string().optional(), verbs: z.array(z.string()) })
    .parse(issue.params);
  const key = second ?? stray;
  if (key === undefined) return [error(path, issue.message, { allowed: verbs })];
  const offer = second === undefined ? { allowed: verbs } : {};
  return [error([...path, key], issue.message, { atKey: true, given: key, ...offer })];
}

function missingKey(input: unknown, path: JsonPath): string | undefined {
  const parent = valueAt(input, path.slice(0, -1));
  const key = path.at(-1);
  return typeof key === 'string' && typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, key) ? key : undefined;
}

/** The value at a path, undefined when nothing stands there. */
export function valueAt(input: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, part)?.value : undefined),
    input,
  );
}
