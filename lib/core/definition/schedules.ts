import { compileSchedule, nextOccurrence } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Library, PlacedProblem } from './library.ts';
import { error, type Problem, warning } from './problem.ts';
import type { EveryTrigger, Trigger } from './trigger.ts';
import { weekdays } from './values.ts';

type On = NonNullable<EveryTrigger['on']>[number];

/** What stands in "on", by how often it is. */
const allowed: Record<EveryTrigger['every'], { what: string; fits: (on: On) => boolean; values?: readonly string[] } | undefined> = {
  day: undefined,
  week: { what: 'weekdays', fits: (on) => weekdays.some((name) => name === on), values: weekdays },
  month: { what: 'days of the month, 1 to 31, or "last"', fits: (on) => typeof on === 'number' || on === 'last' },
};

/** "on" fits "every": weekdays in a week, days in a month, nothing in a day. */
export function checkSchedule(trigger: Trigger): Problem[] {
  if (!('every' in trigger) || 'date' in trigger) return [];
  const { every, on } = trigger;
  const path = ['entry', 'trigger'];
  const rule = allowed[every];
  if (!rule)
    return on === undefined
      ? []
      : [error([...path, 'on'], 'every day is on every day: take "on" away, or say "every": "week"', { given: on, atKey: true })];
  if (on === undefined) return [error(path, `every ${every}, but on which day? "on" is missing: ${rule.what}`, { missing: 'on' })];
  return on.flatMap((given, index) =>
    rule.fits(given)
      ? []
      : [
          error([...path, 'on', index], `with "every": "${every}", "on" holds ${rule.what}`, {
            given,
            ...(rule.values && { allowed: rule.values }),
          }),
        ],
  );
}

/** Live campaigns at one moment that is over wherever customers are: nobody will ever enter them. */
export function pastStarts({ campaigns }: Library, now: Instant): PlacedProblem[] {
  return campaigns.flatMap(({ file, value: { status, entry } }) => {
    const { trigger } = entry;
    if (status !== 'live' || !('once' in trigger) || nextOccurrence(compileSchedule(trigger), { since: now })) return [];
    const message = 'this moment is over: a campaign that goes live now sends nothing; set "status": "ended", or a later moment';
    return [{ file, ...warning(['entry', 'trigger', 'once'], message, { given: trigger.once }) }];
  });
}
