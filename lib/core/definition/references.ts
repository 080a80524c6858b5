import { activityProperties } from './built-in.ts';
import type { Campaign } from './campaign.ts';
import { checkDid, checkField, checkSegmentLeaf } from './conditions.ts';
import type { Properties } from './data.ts';
import type { Library } from './library.ts';
import { namedSteps, resolvePath, type Scope, type Target } from './paths.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import type { Step } from './step.ts';
import type { Part, PartOf } from './walk.ts';

/** Everything that a campaign refers to exists: activities, properties, paths, segments, steps. */
export function checkReferences(parts: Part[], scope: Scope & { campaign: Campaign }): Problem[] {
  const { library } = scope;
  return parts.flatMap((part) => {
    if (part.part === 'field') return checkField(part, scope);
    if (part.part === 'segment') return checkSegmentLeaf(part, library);
    if (part.part === 'did') return checkDid(part);
    if (part.part === 'event') return checkEvent(part, scope);
    if (part.part === 'trigger') return checkTrigger(part, scope);
    if (part.part === 'entry') return checkKey(part, scope);
    return part.part === 'step' ? checkStep(part.value, part.path, scope) : [];
  });
}

/** An activity is declared; undefined also when data.json was not valid. */
function declared(name: string, library: Library): Properties | undefined {
  return library.data && activityProperties(library.data, name);
}

/** The activity is declared. */
export function checkActivity(name: string, path: JsonPath, library: Library): Problem[] {
  if (!library.data || declared(name, library)) return [];
  return [error(path, 'there is no such activity in data.json', { given: name, allowed: Object.keys(library.data.activities) })];
}

/** Segments stand outside of campaigns: their conditions know no trigger and no steps. */
export function checkOutside(parts: Part[], scope: Pick<Scope, 'library' | 'program'>): Problem[] {
  const { library } = scope;
  return parts.flatMap((part) => {
    if (part.part === 'field') return checkField(part, scope);
    if (part.part === 'segment') return checkSegmentLeaf(part, library);
    if (part.part === 'did') return checkDid(part);
    if (part.part === 'event') return checkActivity(part.value.activity, [...part.path, 'activity'], library);
    return [];
  });
}

function checkEvent({ value: event, path }: PartOf<'event'>, scope: Scope): Problem[] {
  const problems: Problem[] = checkActivity(event.activity, [...path, 'activity'], scope.library);
  if (event.same !== undefined && problems.length === 0)
    problems.push(...checkSame(event.same, event.activity, { path: [...path, 'same'], scope }));
  const steps = namedSteps(scope.campaign?.steps ?? []);
  if (event.step !== undefined && !scope.stepsUnknown && !steps.has(event.step)) {
    problems.push(error([...path, 'step'], 'there is no such step in this campaign', { given: event.step, allowed: [...steps.keys()] }));
  }
  return problems;
}

function checkSame(same: string, activity: string, { path, scope }: { path: JsonPath; scope: Scope }): Problem[] {
  const trigger = scope.campaign?.entry.trigger;
  if (!trigger || !('activity' in trigger))
    return [error(path, '"same" needs a trigger that is an activity', { given: same, atKey: true })];
  const theirs = declared(activity, scope.library);
  const ours = declared(trigger.activity, scope.library);
  if (!theirs || !ours) return [];
  const both = Object.keys(ours).filter((name) => Object.hasOwn(theirs, name));
  if (both.includes(same)) {
    const fits = ours[same]?.type === theirs[same]?.type;
    return fits
      ? []
      : [error(path, `"${same}" is ${ours[same]?.type} in ${trigger.activity} and ${theirs[same]?.type} in ${activity}`, { given: same })];
  }
  const missing = [trigger.activity, activity].filter((name) => !Object.hasOwn(declared(name, scope.library) ?? {}, same));
  return [
    error(path, `"${same}" must be declared in data.json on both activities; not on ${missing.join(' and ')}`, {
      given: same,
      allowed: both,
    }),
  ];
}

function checkTrigger({ value: trigger, path }: PartOf<'trigger'>, scope: Scope): Problem[] {
  if ('activity' in trigger)
    return [
      ...checkActivity(trigger.activity, [...path, 'activity'], scope.library),
      ...checkFor(trigger, [...path, 'for'], { library: scope.library, without: 'nobody enters' }),
    ];
  if ('segment' in trigger) return [];
  if (!('date' in trigger)) return [];
  const at = [...path, 'date'];
  if (!trigger.date.startsWith('customer.')) return [error(at, notHers(trigger.date), { given: trigger.date })];
  return mustBe(['date'], trigger.date, { path: at, scope });
}

/** What to say instead of a date that is none of the customer's. */
function notHers(path: string): string {
  if (path.startsWith('points.'))
    return 'the program itself tells when points end: take the trigger {"activity": "points.expiring"}, and "remind" in the program for how long before';
  if (path.startsWith('score.'))
    return 'a score changes from night to night and is no date to wait for: ask it in a segment, and take the trigger {"segment": ID, "on": "enter"}';
  return 'the date of a trigger is an attribute of the customer, such as "customer.birthday"';
}

/** The property that names another customer; `without` says what happens where it is missing. */
export function checkFor(
  { activity, for: name }: { activity: string; for?: string | undefined },
  at: JsonPath,
  { library, without }: { library: Library; without: string },
): Problem[] {
  const properties = declared(activity, library);
  if (name === undefined || !properties) return [];
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!property) return [error(at, `${activity} has no such property in data.json`, { given: name, allowed: Object.keys(properties) })];
  if (property.type !== 'text') return [error(at, `the id of a customer is text; this is ${property.type}`, { given: name })];
  return property.required === true ? [] : [warning(at, `"${name}" is optional; without it ${without}`, { given: name })];
}

/** A path that leads to one of the types. */
function mustBe(types: Target['type'][], path: string, at: { path: JsonPath; scope: Scope }): Problem[] {
  const target = resolvePath(path.split('.'), at.scope);
  if (!target) return [];
  if ('astray' in target) return [error(at.path, target.astray, { given: path, ...(target.allowed && { allowed: target.allowed }) })];
  return types.length === 0 || types.includes(target.type)
    ? []
    : [error(at.path, `must lead to a ${types.join(' or ')}; ${path} is ${target.type}`, { given: path })];
}

function checkKey({ value: entry, path }: PartOf<'entry'>, { library }: Scope): Problem[] {
  if (entry.key === undefined) return [];
  const at = [...path, 'key'];
  if (!('activity' in entry.trigger))
    return [error(at, 'a key is a property of the activity that enters; this trigger is none', { given: entry.key, atKey: true })];
  const properties = declared(entry.trigger.activity, library);
  if (!properties) return [];
  const property = Object.hasOwn(properties, entry.key) ? properties[entry.key] : undefined;
  if (!property)
    return [
      error(at, `${entry.trigger.activity} has no such property in data.json`, { given: entry.key, allowed: Object.keys(properties) }),
    ];
  if (!['text', 'number', 'date'].includes(property.type))
    return [error(at, `a key is text, a number or a date; this is ${property.type}`, { given: entry.key })];
  return property.required === true ? [] : [warning(at, `"${entry.key}" is optional; without it nobody enters`, { given: entry.key })];
}

function checkStep(step: Step, path: JsonPath, scope: Scope): Problem[] {
  if ('update' in step)
    return Object.keys(step.update).flatMap((name) => checkUpdate(name, step.update[name], { path: [...path, 'update', name], scope }));
  if ('emit' in step)
    return Object.entries(step.data ?? {}).flatMap(([name, from]) => mustBe([], from, { path: [...path, 'data', name], scope }));
  if ('send' in step && step.sender !== undefined) return mustBe(['text'], step.sender, { path: [...path, 'sender'], scope });
  if ('notify' in step) return checkTo(step.to, { path: [...path, 'to'], scope });
  if ('waitUntil' in step && step.waitUntil.includes('.'))
    return mustBe(['date', 'time'], step.waitUntil, { path: [...path, 'waitUntil'], scope });
  return [];
}

function checkTo(to: string, at: { path: JsonPath; scope: Scope }): Problem[] {
  if (to.includes('.')) return mustBe(['text'], to, at);
  const allowed = Object.keys(at.scope.library.settings?.teams ?? { [to]: true });
  return allowed.includes(to) ? [] : [error(at.path, 'there is no such team in settings.json', { given: to, allowed })];
}

function checkUpdate(name: string, value: unknown, at: { path: JsonPath; scope: Scope }): Problem[] {
  const target = resolvePath(name.split('.'), at.scope);
  if (!target) return [];
  if ('astray' in target)
    return [error(at.path, target.astray, { given: name, atKey: true, ...(target.allowed && { allowed: target.allowed }) })];
  const wanted = forms[target.type];
  if (value === null || !wanted || wanted.fits(value)) return [];
  return [error(at.path, `${name} is ${target.type}: give ${wanted.what}, or null to forget it`, { given: value })];
}

const isText = (value: unknown) => typeof value === 'string';
const forms: { [type in Target['type']]?: { what: string; fits(value: unknown): boolean } } = {
  text: { what: 'text', fits: isText },
  number: { what: 'a number', fits: (value) => typeof value === 'number' },
  boolean: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  date: { what: 'a date, such as "2027-03-01"', fits: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(String(value)) },
  money: { what: 'an amount, such as "20 GBP"', fits: (value) => isText(value) && / [A-Z]{3}$/.test(String(value)) },
  list: { what: 'a list', fits: Array.isArray },
};
