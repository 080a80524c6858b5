import type { EveryTrigger, OnceTrigger } from './definition/trigger.ts';
import { weekdays } from './definition/values.ts';
import { type MinuteOfDay, minutesOf, type Weekday } from './time.ts';

/** When a scheduled campaign starts, in wall-clock terms. */
export type ScheduleRule = { zone: 'customer' | (string & {}) } & (
  | { once: string; at: MinuteOfDay }
  | { every: 'day' | 'week' | 'month'; weekdays: Weekday[]; days: (number | 'last')[]; at: MinuteOfDay }
);

/** As authored; `once` is "2027-03-01 09:00". */
export function compileSchedule(trigger: OnceTrigger | EveryTrigger): ScheduleRule {
  const zone = trigger.zone ?? 'customer';
  if ('once' in trigger) return { zone, once: trigger.once.slice(0, 10), at: minutesOf(trigger.once.slice(11)) };
  const on = trigger.on ?? [];
  const named = on.flatMap((each) => {
    const index = weekdays.findIndex((name) => name === each);
    // The grammar's week begins on Monday, the calendar's on Sunday.
    return index < 0 ? [] : [(index + 1) % 7];
  });
  const days = on.filter((each): each is number | 'last' => typeof each === 'number' || each === 'last');
  return { zone, every: trigger.every, weekdays: named, days, at: minutesOf(trigger.at) };
}
