import type { Campaign } from './campaign.ts';
import { flowOf } from './flow.ts';
import type { Library, Placed, PlacedProblem } from './library.ts';
import { error, type JsonPath } from './problem.ts';
import type { Segment } from './segment.ts';
import type { Step } from './step.ts';
import { partsOfPredicate } from './walk.ts';

/**
 * What a campaign does without having waited that may enter somebody: activities that follow from it, fields that a segment asks
 * for, and where it stands.
 */
interface Prompt {
  activities: string[];
  /** A field, or all that begin with it. */
  field?: string;
  path: JsonPath;
  given: unknown;
}

/**
 * Campaigns that enter themselves again, or one another, without a wait on the way: that would never end. One alone never
 * does so by a segment: what it sets once stays as it is.
 */
export function endlessLoops({ campaigns, segments }: Library): PlacedProblem[] {
  const entered = (from: Placed<Campaign>, prompt: Prompt) =>
    campaigns.filter((one) => enters(one.value, prompt, segments) && (one !== from || 'activity' in one.value.entry.trigger));
  const next = (from: Placed<Campaign>) => prompts(from.value).flatMap((prompt) => entered(from, prompt));
  return campaigns.flatMap((campaign) =>
    prompts(campaign.value).flatMap((prompt) => {
      if (!reach(entered(campaign, prompt), next).has(campaign)) return [];
      const message = 'enters this campaign again without a wait on the way: it would never end';
      return [{ file: campaign.file, ...error(prompt.path, message, { given: prompt.given }) }];
    }),
  );
}

function prompts({ steps }: Campaign): Prompt[] {
  return flowOf(steps).stops.flatMap(({ step, path, before }): Prompt[] => {
    if (!before.unwaited) return [];
    if ('emit' in step) return [{ activities: [step.emit], path: [...path, 'emit'], given: step.emit }];
    if ('reward' in step) return [rewarded(step.reward, [...path, 'reward'])];
    if (!('update' in step)) return [];
    return Object.keys(step.update).map((field) => ({ activities: [], field, path: [...path, 'update', field], given: field }));
  });
}

/** A program tells what it gives. Of tiers, which points may raise, there are not so many that it would not end. */
function rewarded(reward: Extract<Step, { reward: unknown }>['reward'], path: JsonPath): Prompt {
  if ('coupon' in reward) return { activities: ['reward.granted'], path: [...path, 'coupon'], given: reward.coupon };
  return { activities: ['points.earned', 'reward.granted'], field: 'points.', path: [...path, 'points'], given: reward.points };
}

function enters({ entry: { trigger } }: Campaign, { activities, field }: Prompt, segments: Placed<Segment>[]): boolean {
  if ('activity' in trigger) return activities.includes(trigger.activity);
  if (!('segment' in trigger)) return false;
  const asked = [
    ...reach([trigger.segment], (id) => partsIn(id, segments).flatMap((part) => (part.part === 'segment' ? [part.value.segment] : []))),
  ];
  return asked
    .flatMap((id) => partsIn(id, segments))
    .some((part) => {
      if (part.part === 'event') return activities.includes(part.value.activity);
      return part.part === 'field' && field !== undefined && (part.value.field === field || isBelow(part.value.field, field));
    });
}

function isBelow(field: string, group: string): boolean {
  return group.endsWith('.') && field.startsWith(group);
}

function partsIn(id: string, segments: Placed<Segment>[]) {
  const segment = segments.find(({ value }) => value.id === id)?.value;
  return segment && 'rule' in segment ? partsOfPredicate(segment.rule, [], { place: 'segment' }) : [];
}

function reach<T>(from: T[], next: (each: T) => T[]): Set<T> {
  const seen = new Set(from);
  for (const each of seen) for (const more of next(each)) seen.add(more);
  return seen;
}
