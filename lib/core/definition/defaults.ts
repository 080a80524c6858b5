import type { Campaign, Kind } from './campaign.ts';
import type { Settings } from './settings.ts';
import type { SendStep, Step } from './step.ts';
import type { Trigger } from './trigger.ts';

/** What holds where a definition says nothing, in the authored form. */
export const defaults = { by: ['email'], validFor: '1 day', at: '09:00' } as const;

const priorities: { [kind in Kind]: number } = { 'thank-you': 70, loyalty: 60, database: 50, 'win-back': 40, direct: 30 };

export function priorityOf(campaign: Campaign): number {
  return campaign.limits?.priority ?? priorities[campaign.kind];
}

/** "never", "always", or a duration since the last entry. */
export function reentryOf(campaign: Campaign): string {
  const { reentry, key, trigger } = campaign.entry;
  return reentry ?? defaultReentry(trigger, key !== undefined);
}

/** `always` for a date without `every` is safe: its occurrence is the date, so it comes once per date. */
function defaultReentry(trigger: Trigger, keyed: boolean): string {
  if ('activity' in trigger) return keyed ? 'never' : 'always';
  if ('date' in trigger) return trigger.every === 'year' ? '300 days' : 'always';
  if ('lapse' in trigger) return '180 days';
  if ('segment' in trigger) return '90 days';
  return 'once' in trigger ? 'never' : 'always';
}

export function byOf(step: SendStep): ('email' | 'sms')[] {
  return step.by ?? [...defaults.by];
}

export function validForOf(step: SendStep): string {
  return step.validFor ?? defaults.validFor;
}

/** The name by which steps.<id>.… refers to it: a send or notify is called like its template. */
export function stepIdOf(step: Step): string | undefined {
  if (step.id !== undefined) return step.id;
  if ('send' in step) return step.send;
  return 'notify' in step ? step.notify : undefined;
}

/** The id of the brand that speaks in a campaign; a shop with one need not name it. */
export function brandOf({ brand }: Pick<Campaign, 'brand'>, { brands }: Pick<Settings, 'brands'>): string | undefined {
  return brand ?? brands[0]?.id;
}
