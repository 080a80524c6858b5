import type { Campaign, Entry, Exit } from './campaign.ts';
import type { DidLeaf, EventPattern, FieldLeaf, Predicate, SegmentLeaf } from './predicate.ts';
import type { JsonPath } from './problem.ts';
import type { Step } from './step.ts';
import type { Trigger } from './trigger.ts';

/** Where a condition stands decides which paths mean something there. */
export const places = ['segment', 'audience', 'trigger where', 'event where', 'did where', 'branch', 'exit', 'program'] as const;
export type Place = (typeof places)[number];

export interface Context {
  place: Place;
  /** The activity that `activity.*` speaks of. */
  activity?: string;
  /** Properties whose existence the same `all` asks for, so that they are no longer optional. */
  asked?: string[];
}

/** Every part of a definition that a rule can speak about, with the path to it. */
export type Part =
  | { part: 'campaign'; value: Campaign; path: JsonPath }
  | { part: 'entry'; value: Entry; path: JsonPath }
  | { part: 'trigger'; value: Trigger; path: JsonPath }
  | { part: 'limits'; value: NonNullable<Campaign['limits']>; path: JsonPath }
  | { part: 'event'; value: EventPattern; path: JsonPath; role: 'goal' | 'exit' | 'wait' | 'did' }
  | { part: 'field'; value: FieldLeaf; path: JsonPath; context: Context }
  | { part: 'did'; value: DidLeaf; path: JsonPath; context: Context }
  | { part: 'segment'; value: SegmentLeaf; path: JsonPath; context: Context }
  | { part: 'step'; value: Step; path: JsonPath };

export type PartOf<P extends Part['part']> = Extract<Part, { part: P }>;

/** All parts of a campaign in reading order. */
export function partsOf(campaign: Campaign): Part[] {
  const { entry, goal, exit = [], limits, steps } = campaign;
  const parts: Part[] = [
    { part: 'campaign', value: campaign, path: [] },
    { part: 'entry', value: entry, path: ['entry'] },
    ...triggerParts(entry.trigger),
    ...partsOfPredicate(entry.audience, ['entry', 'audience'], { place: 'audience' }),
  ];
  if (goal) parts.push(...eventParts(goal, ['goal'], 'goal'));
  exit.forEach((value, index) => {
    parts.push(...exitParts(value, ['exit', index]));
  });
  if (limits) parts.push({ part: 'limits', value: limits, path: ['limits'] });
  return [...parts, ...stepsParts(steps, ['steps'])];
}

function triggerParts(trigger: Trigger): Part[] {
  const path = ['entry', 'trigger'];
  const self: Part = { part: 'trigger', value: trigger, path };
  if (!('activity' in trigger)) return [self];
  return [self, ...partsOfPredicate(trigger.where, [...path, 'where'], { place: 'trigger where', activity: trigger.activity })];
}

function exitParts(exit: Exit, path: JsonPath): Part[] {
  return 'if' in exit ? partsOfPredicate(exit.if, [...path, 'if'], { place: 'exit' }) : eventParts(exit, path, 'exit');
}

function eventParts(event: EventPattern, path: JsonPath, role: PartOf<'event'>['role']): Part[] {
  return [
    { part: 'event', value: event, path, role },
    ...partsOfPredicate(event.where, [...path, 'where'], {
      place: role === 'did' ? 'did where' : 'event where',
      activity: event.activity,
    }),
  ];
}

function stepsParts(steps: Step[] | undefined, path: JsonPath): Part[] {
  return (steps ?? []).flatMap((step, index) => stepParts(step, [...path, index]));
}

function stepParts(step: Step, path: JsonPath): Part[] {
  const parts: Part[] = [{ part: 'step', value: step, path }];
  if ('wait' in step && step.for) parts.push(...eventParts(step.for, [...path, 'for'], 'wait'));
  if ('branch' in step) {
    step.branch.forEach((option, index) => {
      parts.push(...partsOfPredicate(option.if, [...path, 'branch', index, 'if'], { place: 'branch' }));
    });
  }
  return [...parts, ...roadsOf(step, path).flatMap((road) => stepsParts(road.steps, road.path))];
}

export interface Road {
  steps: Step[];
  path: JsonPath;
}

/** The lists of steps inside a step, in reading order. */
export function roadsOf(step: Step, path: JsonPath): Road[] {
  if ('branch' in step)
    return [
      ...step.branch.map((option, index) => ({ steps: option.then, path: [...path, 'branch', index, 'then'] })),
      ...otherwise(step.otherwise, path),
    ];
  if ('split' in step) return step.split.map((arm, index) => ({ steps: arm.then, path: [...path, 'split', index, 'then'] }));
  if ('wait' in step) return [...(step.then ? [{ steps: step.then, path: [...path, 'then'] }] : []), ...otherwise(step.otherwise, path)];
  return [];
}

function otherwise(steps: Step[] | undefined, path: JsonPath): Road[] {
  return steps ? [{ steps, path: [...path, 'otherwise'] }] : [];
}

/** All parts of a condition. */
export function partsOfPredicate(predicate: Predicate | undefined, path: JsonPath, context: Context): Part[] {
  if (predicate === undefined) return [];
  if ('all' in predicate) {
    const asked = [
      ...(context.asked ?? []),
      ...predicate.all.flatMap((leaf) => ('field' in leaf && leaf.exists === true ? [leaf.field] : [])),
    ];
    return predicate.all.flatMap((part, index) => partsOfPredicate(part, [...path, 'all', index], { ...context, asked }));
  }
  if ('any' in predicate) return predicate.any.flatMap((part, index) => partsOfPredicate(part, [...path, 'any', index], context));
  if ('none' in predicate) return predicate.none.flatMap((part, index) => partsOfPredicate(part, [...path, 'none', index], context));
  if ('field' in predicate) return [{ part: 'field', value: predicate, path, context }];
  if ('segment' in predicate) return [{ part: 'segment', value: predicate, path, context }];
  return [{ part: 'did', value: predicate, path, context }, ...eventParts(predicate.did, [...path, 'did'], 'did')];
}
