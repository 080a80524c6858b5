import type { Campaign } from './campaign.ts';
import type { Library } from './library.ts';
import { error, type Problem } from './problem.ts';
import { parseShare } from './values.ts';

const at = ['entry', 'trigger'];

/** The triggers that wait for a customer: segments and lapses, and those who stood there before. */
export function checkWaiting({ entry }: Campaign, library: Pick<Library, 'segments' | 'segmentIds'>): Problem[] {
  const { trigger, includeExisting } = entry;
  const problems: Problem[] = [];
  if ('segment' in trigger) problems.push(...checkSegmentTrigger(trigger.segment, library));
  if ('lapse' in trigger) problems.push(...checkLapse(trigger));
  const qualifies = 'lapse' in trigger || ('segment' in trigger && trigger.on === 'enter');
  if (includeExisting === true && !qualifies) {
    const message = 'goes with a lapse, or with "on": "enter" of a segment: of other triggers nobody can be there already';
    problems.push(error(['entry', 'includeExisting'], message, { given: true, atKey: true }));
  }
  return problems;
}

function checkSegmentTrigger(id: string, { segments, segmentIds }: Pick<Library, 'segments' | 'segmentIds'>): Problem[] {
  const path = [...at, 'segment'];
  if (!segmentIds.includes(id)) return [error(path, 'there is no such segment in segments/', { given: id, allowed: segmentIds })];
  const segment = segments.find(({ value }) => value.id === id)?.value;
  if (!segment || 'rule' in segment) return [];
  const message = 'an uploaded list is no trigger: say when, such as "once": "2027-03-01 09:00", and the list as "audience"';
  return [error(path, message, { given: id })];
}

type LapseTrigger = Extract<Campaign['entry']['trigger'], { lapse: string }>;

function checkLapse(trigger: LapseTrigger): Problem[] {
  if (trigger.lapse !== 'own rhythm') {
    const misplaced = (['sure', 'minimum'] as const).filter((key) => trigger[key] !== undefined);
    return misplaced.map((key) => error([...at, key], `"${key}" goes with "own rhythm"`, { given: trigger[key], atKey: true }));
  }
  const sure = trigger.sure === undefined ? undefined : parseShare(trigger.sure);
  if (sure === undefined || (sure >= 5_000 && sure < 10_000)) return [];
  return [error([...at, 'sure'], 'lies between 50% and 99.99%: how many of her silences are shorter', { given: trigger.sure })];
}
