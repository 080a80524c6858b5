import {
  AssignTag,
  CaseTag,
  type FilteredValueToken,
  ForTag,
  IfTag,
  Output,
  type PropertyAccessToken,
  TablerowTag,
  type Template,
  type Token,
  TypeGuards,
  Value,
} from 'liquidjs';
import { guardsOf } from './guards.ts';

/** A variable as it was found. A list's elements are the segment "[]". */
export interface FoundVariable {
  path: string[];
  at: number;
  optional: boolean;
  /** The part of the path, without "[]", that is surely there. */
  present?: string;
}

export interface Findings {
  variables: FoundVariable[];
  faults: { at: number; message: string }[];
}

/** What a local name stands for; `undefined`: something that was computed. */
type Locals = ReadonlyMap<string, string[] | undefined>;

interface Walk extends Findings {
  /** `assign` writes here; blocks see it through their own map. */
  assigned: Map<string, string[] | undefined>;
}

interface Surroundings {
  locals: Locals;
  guards: ReadonlySet<string>;
  /** In conditions liquidjs takes a missing variable for nothing. */
  lenient?: boolean;
}

/** Finds every variable that is not local, with loop and assigned names traced back to the list or value they stand for. */
export function findVariables(templates: Template[]): Findings {
  const walk: Walk = { variables: [], faults: [], assigned: new Map() };
  visitAll(walk, templates, { locals: new Map(), guards: new Set() });
  return { variables: walk.variables, faults: walk.faults };
}

function visitAll(walk: Walk, templates: Template[], around: Surroundings): void {
  for (const template of templates) visit(walk, template, around);
}

function visit(walk: Walk, template: Template, around: Surroundings): void {
  if (template instanceof Output) note(walk, template.value, around);
  else if (template instanceof AssignTag) visitAssign(walk, template, around);
  else if (template instanceof ForTag || template instanceof TablerowTag) visitLoop(walk, template, around);
  else if (template instanceof CaseTag) visitCase(walk, template, around);
  else if (isConditional(template)) visitConditional(walk, template, around);
  else for (const argument of template.arguments?.() ?? []) note(walk, argument, around);
}

function visitAssign(walk: Walk, tag: AssignTag, around: Surroundings): void {
  const [value] = tag.arguments();
  const [name] = tag.localScope();
  // What is missing stays undefined here, and is an error where it is shown; only what is made of it is not.
  const alias = value instanceof Value && aliasOf(walk, value, around) !== undefined;
  if (value) note(walk, value, { ...around, lenient: alias });
  if (name && value instanceof Value) walk.assigned.set(name.content, aliasOf(walk, value, around));
}

function visitLoop(walk: Walk, tag: ForTag | TablerowTag, around: Surroundings): void {
  for (const argument of tag.arguments()) note(walk, argument, around);
  const list = TypeGuards.isPropertyAccessToken(tag.collection) ? resolve(walk, tag.collection, around) : undefined;
  const locals = new Map(around.locals).set('forloop', undefined).set('tablerowloop', undefined);
  locals.set(tag.variable, list ? [...list, '[]'] : undefined);
  visitAll(walk, tag.templates, { ...around, locals });
  if (tag instanceof ForTag) visitAll(walk, tag.elseTemplates, around);
}

function visitCase(walk: Walk, tag: CaseTag, around: Surroundings): void {
  note(walk, tag.value, { ...around, lenient: true });
  const asked = pathsOf(walk, tag.value, around);
  for (const branch of tag.branches) {
    for (const value of branch.values) note(walk, value, { ...around, lenient: true });
    visitAll(walk, branch.templates, { ...around, guards: new Set([...around.guards, ...asked]) });
  }
  visitAll(walk, tag.elseTemplates, around);
}

interface Conditional extends Template {
  branches: { value: Value; templates: Template[] }[];
  elseTemplates?: Template[];
}

function isConditional(template: Template): template is Conditional {
  return 'branches' in template;
}

function visitConditional(walk: Walk, tag: Conditional, around: Surroundings): void {
  const before = new Set(around.guards);
  for (const [index, { value, templates }] of tag.branches.entries()) {
    note(walk, value, { ...around, guards: before, lenient: true });
    const path = (token: PropertyAccessToken) => resolve(walk, token, around)?.join('.');
    const { whenTrue, whenFalse } = guardsOf(value.initial.postfix, path);
    // Of `unless` only the first condition is turned round; its `elsif` is one of `if`.
    const [here, after] = tag instanceof IfTag || index > 0 ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
    visitAll(walk, templates, { ...around, guards: new Set([...before, ...here]) });
    for (const name of after) before.add(name);
  }
  visitAll(walk, tag.elseTemplates ?? [], { ...around, guards: before });
}

function note(walk: Walk, value: Value | Token, around: Surroundings): void {
  const filtered = value instanceof Value || TypeGuards.isFilteredValueToken(value);
  const defaulted = filtered && value.filters[0]?.name === 'default';
  const may = around.lenient === true || defaulted;
  for (const token of filtered ? value.initial.postfix.flatMap(accessesOf) : accessesOf(value)) noteAccess(walk, token, { around, may });
  // What stands behind a filter is never excused: `default: customer.lastName` fails for those who lack that, too.
  if (filtered) for (const token of argumentsOf(value).flatMap(accessesOf)) noteAccess(walk, token, { around, may: false });
}

function noteAccess(walk: Walk, token: PropertyAccessToken, { around, may }: { around: Surroundings; may: boolean }): void {
  for (const property of token.props) if (TypeGuards.isPropertyAccessToken(property)) noteDynamic(walk, property);
  const path = resolve(walk, token, around);
  if (!path) return;
  const present = presentOf(path, rootOf(token), around);
  walk.variables.push({ path, at: token.begin, optional: may || isGuarded(path, around.guards), ...(present !== '' && { present }) });
}

/** A name of a loop is there while it runs; what a guard names is there with all that leads to it. */
function presentOf(path: string[], root: string | undefined, { locals, guards }: Surroundings): string {
  const looped = (root !== undefined && locals.get(root)) || [];
  const guarded = path.map((_, index) => path.slice(0, index + 1)).filter((part) => guards.has(part.join('.')));
  const longest = [looped, ...guarded].reduce((one, other) => (other.length > one.length ? other : one));
  return longest.filter((part) => part !== '[]').join('.');
}

function noteDynamic(walk: Walk, token: PropertyAccessToken): void {
  walk.faults.push({ at: token.begin, message: 'a name that is itself a variable cannot be checked: write the property after a dot' });
}

function isGuarded(path: string[], guards: ReadonlySet<string>): boolean {
  const name = path.join('.');
  const step = path[0] === 'steps' ? path.slice(0, 2).join('.') : name;
  return guards.has(name) || guards.has(step) || [...guards].some((guard) => guard.startsWith(`${name}.`));
}

function pathsOf(walk: Walk, value: Value, around: Surroundings): string[] {
  return accessesOf(value).flatMap((token) => resolve(walk, token, around)?.join('.') ?? []);
}

function accessesOf(value: Value | Token): PropertyAccessToken[] {
  if (value instanceof Value || TypeGuards.isFilteredValueToken(value))
    return [...value.initial.postfix, ...argumentsOf(value)].flatMap(accessesOf);
  if (TypeGuards.isRangeToken(value)) return [...accessesOf(value.lhs), ...accessesOf(value.rhs)];
  return TypeGuards.isPropertyAccessToken(value) && !value.variable ? [value] : [];
}

function argumentsOf({ filters }: Value | FilteredValueToken): Token[] {
  return filters.flatMap(({ args }) => args.flatMap((arg) => (Array.isArray(arg) ? arg[1] : arg) ?? []));
}

const elementFilters = new Set(['first', 'last']);
const listFilters = new Set(['sort', 'sort_natural', 'reverse', 'uniq', 'compact', 'where', 'slice', 'default']);

function aliasOf(walk: Walk, value: Value, around: Surroundings): string[] | undefined {
  const [token, ...more] = value.initial.postfix;
  if (!token || more.length > 0 || !TypeGuards.isPropertyAccessToken(token)) return undefined;
  let path = resolve(walk, token, around);
  for (const { name } of value.filters) {
    if (elementFilters.has(name)) path = path && [...path, '[]'];
    else if (!listFilters.has(name)) return undefined;
  }
  return path;
}

/** The path from the outside; `undefined` for what is local or computed. */
function resolve(walk: Walk, token: PropertyAccessToken, { locals }: Surroundings): string[] | undefined {
  const root = rootOf(token);
  if (root === undefined) return undefined;
  const rest = token.props.slice(1).map(segment);
  const known = locals.has(root) ? locals : walk.assigned;
  const base = known.has(root) ? known.get(root) : [root];
  const path = base && [...base, ...rest.flatMap((name) => name ?? [])];
  return path?.at(-1) === 'size' && path.length > 1 ? path.slice(0, -1) : path;
}

function rootOf({ props: [first] }: PropertyAccessToken): string | undefined {
  return first && (TypeGuards.isWordToken(first) || TypeGuards.isQuotedToken(first)) ? first.content : undefined;
}

function segment(token: Token): string | undefined {
  if (TypeGuards.isNumberToken(token)) return '[]';
  if (TypeGuards.isWordToken(token) || TypeGuards.isQuotedToken(token)) return elementFilters.has(token.content) ? '[]' : token.content;
  return undefined;
}
