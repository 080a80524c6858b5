import { listsOf } from '../audience/leaves.ts';
import { pointsProperties } from '../loyalty/summary.ts';
import { scoreProperties } from '../scoring/score-names.ts';
import { activityProperties, metrics, spendChange } from './built-in.ts';
import type { Campaign } from './campaign.ts';
import type { Properties, Property, PropertyType } from './data.ts';
import { stepIdOf } from './defaults.ts';
import type { Library } from './library.ts';
import { noProgram } from './points-paths.ts';
import type { Segment } from './segment.ts';
import type { Step } from './step.ts';
import { roadsOf } from './walk.ts';

/** What a path leads to. `change` is metrics.spendChange. */
export interface Target {
  type: PropertyType | 'change';
  /** What a list holds. */
  of?: Property;
  /** Parts of the path that may be unknown, outermost first: "trigger.lines", "trigger.lines.price". */
  mayLack: string[];
  /** The step that it speaks of. */
  step?: string;
}

/** Why a path leads nowhere; `given` is its wrong part, `allowed` are the whole paths that were possible there. */
export interface Astray {
  astray: string;
  allowed?: string[];
}

/** What a path may speak of, where it stands. */
export interface Scope {
  library: Library;
  campaign?: Campaign;
  /** The activity of `activity.*`. */
  activity?: string | undefined;
  /** The program of `points.*`, where it is known: beside a campaign that names one, inside a program. */
  program?: string | undefined;
  /** The campaign was only read in part, so nothing is said about its steps. */
  stepsUnknown?: boolean;
}

export const channels = ['email', 'sms'];

/** Follows a path through what is declared. Undefined when what it needs was itself not valid: then nothing can be said. */
export function resolvePath(path: string[], scope: Scope): Target | Astray | undefined {
  const [root = '', ...rest] = path;
  const { data, settings } = scope.library;
  switch (root) {
    case 'customer':
      return data && follow(rest, data.attributes, 'customer');
    case 'metrics':
      return rest.length === 1 && rest[0] === spendChange
        ? { type: 'change', mayLack: [`metrics.${spendChange}`] }
        : follow(rest, metrics, 'metrics');
    case 'score':
      return follow(rest, scoreProperties, 'score');
    case 'points':
      return pointsTarget(rest, scope);
    case 'consent':
      return settings && consentTarget(rest, Object.keys(settings.topics));
    case 'activity':
      return activityTarget(rest, scope);
    case 'trigger':
      return triggerTarget(rest, scope);
    case 'steps':
      return stepsTarget(rest, scope);
    case 'response':
      return responseTarget(rest, scope);
    default:
      return { astray: `there is no ${root}.*`, allowed: roots.map((name) => [name, ...rest].join('.')) };
  }
}

const roots = ['customer', 'metrics', 'score', 'points', 'consent', 'activity', 'trigger', 'steps', 'response'];

/** Of somebody who is no member only that is known. */
function pointsTarget(rest: string[], { library, campaign, program }: Scope): Target | Astray {
  const why = noProgram(library, program ?? campaign?.program);
  return why === undefined ? follow(rest, pointsProperties, 'points') : { astray: why };
}

function follow(path: string[], properties: Properties, before: string): Target | Astray {
  const [name, ...rest] = path.filter((part) => part !== '[]');
  const names = Object.keys(properties).map((key) => `${before}.${key}`);
  if (name === undefined) return { type: 'object', mayLack: [] };
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!property) return { astray: `there is no ${before}.${name}`, allowed: names };
  const target = into(property, rest, `${before}.${name}`);
  return 'astray' in target || property.required === true ? target : { ...target, mayLack: [`${before}.${name}`, ...target.mayLack] };
}

function into(property: Property, rest: string[], before: string): Target | Astray {
  if (rest.length === 0) return property.of ? { type: property.type, of: property.of, mayLack: [] } : { type: property.type, mayLack: [] };
  if (property.type === 'list' && property.of) return into(property.of, rest, before);
  if (property.type === 'object') return follow(rest, property.properties ?? {}, before);
  if (property.type === 'money') return follow(rest, moneyParts, before);
  return { astray: `${before} is ${property.type} and has no "${rest[0]}"` };
}

const moneyParts: Properties = { amount: { type: 'number', required: true }, currency: { type: 'text', required: true } };

function consentTarget([channel, topic, ...rest]: string[], topics: string[]): Target | Astray {
  const allowed = channels.flatMap((each) => topics.map((name) => `consent.${each}.${name}`));
  const known = channel !== undefined && topic !== undefined && channels.includes(channel) && topics.includes(topic) && rest.length === 0;
  return known
    ? { type: 'boolean', mayLack: [`consent.${channel}.${topic}`] }
    : { astray: 'a consent is consent.<channel>.<topic>', allowed };
}

function activityTarget(rest: string[], { library, activity }: Scope): Target | Astray | undefined {
  if (activity === undefined) return { astray: 'activity.* means something inside "where" only' };
  const properties = library.data && activityProperties(library.data, activity);
  return properties && follow(rest, { ...properties, ...always }, 'activity');
}

const always: Properties = { occurredAt: { type: 'time', required: true } };
/** The day that it is about: the date of a date trigger, else the local day of the activity. */
const onEntry: Properties = { ...always, date: { type: 'date', required: true } };
/** What a lapse tells: days since her last order, and when that was. */
const onLapse: Properties = { daysSilent: { type: 'number', required: true }, lastOrderAt: { type: 'time', required: true } };

function triggerTarget(rest: string[], { library, campaign }: Scope): Target | Astray | undefined {
  if (!campaign) return { astray: 'trigger.* means something inside a campaign only' };
  const properties = triggerProperties(campaign, library);
  return properties && follow(rest, properties, 'trigger');
}

/** What a message can show of how the customer entered; undefined when that is not declared. */
export function triggerProperties({ entry }: Campaign, { data, segments }: Library): Properties | undefined {
  const { trigger } = entry;
  const rows = rowProperties(entry, segments);
  if (!('activity' in trigger)) return { ...rows, ...('lapse' in trigger && onLapse), ...onEntry };
  const properties = data && activityProperties(data, trigger.activity);
  return properties && { ...rows, ...properties, ...onEntry, ...(trigger.for !== undefined && { by: { type: 'text', required: true } }) };
}

/** The columns of the uploaded lists that the entry names; always there where she must stand on the list. */
function rowProperties(entry: Campaign['entry'], segments: Library['segments']): Properties {
  const known = segments.map(({ value }) => value);
  const columns = listsOf(entry, known).map(({ list, sure }) =>
    columnsOf(
      known.find(({ id }) => id === list),
      sure,
    ),
  );
  return Object.assign({}, ...columns);
}

/** What a row of an uploaded list says. */
export function columnsOf(segment: Segment | undefined, required: boolean): Properties {
  const columns = segment && 'list' in segment ? segment.list.columns : [];
  return Object.fromEntries(columns.map((name): [string, Property] => [name, { type: 'text', required }]));
}

function stepsTarget([id = '', ...rest]: string[], { library, campaign, stepsUnknown }: Scope): Target | Astray | undefined {
  if (!campaign) return { astray: 'steps.* means something inside a campaign only' };
  if (stepsUnknown) return undefined;
  const steps = namedSteps(campaign.steps);
  const step = steps.get(id);
  if (!step) return { astray: `there is no step "${id}"`, allowed: [...steps.keys()].map((name) => ['steps', name, ...rest].join('.')) };
  const properties = stepProperties(step, library);
  const target = properties && follow(rest, properties, `steps.${id}`);
  return target && !('astray' in target) ? { ...target, step: id } : target;
}

function responseTarget(rest: string[], { campaign }: Scope): Target | Astray {
  if (!campaign) return { astray: 'response.* means something inside a campaign only' };
  if (!campaign.response) return { astray: `campaign "${campaign.id}" asks for no answer: it has no "response"` };
  return follow(rest, responseProperties(campaign), 'response');
}

/** How she can answer, as a message can show it. */
export function responseProperties({ response }: Pick<Campaign, 'response'>): Properties {
  const ways = Object.entries({ url: 'link', token: 'link', code: 'code', keyword: 'keyword' } as const).filter(([, way]) =>
    response?.by.includes(way),
  );
  return Object.fromEntries(ways.map(([name]): [string, Property] => [name, { type: 'text', required: true }]));
}

/** What later steps and messages can know of a step. */
export function stepProperties(step: Step, library: Library): Properties | undefined {
  if ('send' in step) return { channel: { type: 'text' } };
  if ('split' in step) return { arm: { type: 'text', required: true } };
  if ('reward' in step) return 'points' in step.reward ? grantedPoints : drawnCode(step.reward.validFor !== undefined);
  if (!('wait' in step) || !step.for) return {};
  const properties = library.data && activityProperties(library.data, step.for.activity);
  return properties && { ...properties, ...always };
}

const grantedPoints: Properties = { points: { type: 'number', required: true }, expiresAt: { type: 'time' } };

/** A code that is good for ever does not end. */
function drawnCode(ends: boolean): Properties {
  return { code: { type: 'text', required: true }, ...(ends && { expiresAt: { type: 'time', required: true } }) };
}

/** Every step that has a name, also those inside others. */
export function namedSteps(steps: Step[]): Map<string, Step> {
  const found = new Map<string, Step>();
  for (const step of steps) {
    const id = stepIdOf(step);
    if (id !== undefined) found.set(id, step);
    for (const road of roadsOf(step, [])) for (const [name, inner] of namedSteps(road.steps)) found.set(name, inner);
  }
  return found;
}
