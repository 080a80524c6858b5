import type { Campaign } from './campaign.ts';
import { flowOf } from './flow.ts';
import type { Library, Placed, PlacedProblem } from './library.ts';
import { error, type JsonPath } from './problem.ts';
import type { Segment } from './segment.ts';
import { partsOfPredicate } from './walk.ts';

/** What a campaign does without having waited that may enter somebody: an event, or an attribute that a segment asks for. */
interface Prompt {
  does: { emit: string } | { update: string };
  path: JsonPath;
}

/**
 * Campaigns that enter themselves again, or one another, without a wait on the way: that would never end. One alone never
 * does so by a segment: what it sets once stays as it is.
 */
export function endlessLoops({ campaigns, segments }: Library): PlacedProblem[] {
  const entered = (from: Placed<Campaign>, { does }: Prompt) =>
    campaigns.filter((one) => enters(one.value, does, segments) && (one !== from || 'activity' in one.value.entry.trigger));
  const next = (from: Placed<Campaign>) => prompts(from.value).flatMap((prompt) => entered(from, prompt));
  return campaigns.flatMap((campaign) =>
    prompts(campaign.value).flatMap((prompt) => {
      if (!reach(entered(campaign, prompt), next).has(campaign)) return [];
      const { does, path } = prompt;
      const [verb, given] = Object.entries(does)[0] ?? ['', ''];
      const message = 'enters this campaign again without a wait on the way: it would never end';
      return [{ file: campaign.file, ...error('emit' in does ? [...path, verb] : [...path, verb, given], message, { given }) }];
    }),
  );
}

function prompts({ steps }: Campaign): Prompt[] {
  return flowOf(steps).stops.flatMap(({ step, path, before }): Prompt[] => {
    if (!before.unwaited) return [];
    if ('emit' in step) return [{ does: { emit: step.emit }, path }];
    return 'update' in step ? Object.keys(step.update).map((update) => ({ does: { update }, path })) : [];
  });
}

function enters({ entry: { trigger } }: Campaign, does: Prompt['does'], segments: Placed<Segment>[]): boolean {
  if ('activity' in trigger) return 'emit' in does && trigger.activity === does.emit;
  if (!('segment' in trigger)) return false;
  const asked = [
    ...reach([trigger.segment], (id) => partsIn(id, segments).flatMap((part) => (part.part === 'segment' ? [part.value.segment] : []))),
  ];
  return asked
    .flatMap((id) => partsIn(id, segments))
    .some((part) =>
      'emit' in does
        ? part.part === 'event' && part.value.activity === does.emit
        : part.part === 'field' && part.value.field === does.update,
    );
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
