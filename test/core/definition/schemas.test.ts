import { describe, expect, it } from 'vitest';
import { type Campaign, campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { priorityOf, reentryOf } from '../../../lib/core/definition/defaults.ts';
import { parseDefinition } from '../../../lib/core/definition/parse.ts';
import { showPath } from '../../../lib/core/definition/problem.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { campaign, fixture } from './shop.ts';

const right = {
  id: 'small',
  kind: 'database',
  name: 'Small',
  owner: 'anna@shop.example',
  entry: { trigger: { activity: 'order.placed' } },
  steps: [{ send: 'hello' }],
};

function refusals(more: object): string[] {
  const parsed = parseDefinition(campaignSchema, { ...right, ...more });
  return 'problems' in parsed ? parsed.problems.map(({ path, message }) => `${showPath(path)}: ${message}`) : [];
}

const verbs = 'send, wait, waitUntil, branch, split, reward, notify, pauseMarketing, update, emit, exit';

describe('one mistake is one problem', () => {
  it.each([
    ['a mistyped verb', { steps: [{ sned: 'hello', by: ['sms'] }] }, `steps[0].sned: a step needs exactly one of ${verbs}`],
    ['a mistyped key', { steps: [{ send: 'hello', vlidFor: '1 day' }] }, 'steps[0].vlidFor: unknown key'],
    ['a second verb', { steps: [{ send: 'hello', exit: 'bye' }] }, 'steps[0].exit: a step has exactly one verb; here are send and exit'],
    ['no verb', { steps: [{ note: 'nothing' }] }, `steps[0]: a step needs exactly one of ${verbs}`],
    ['text for a step', { steps: ['send'] }, `steps[0]: a step: an object with one of ${verbs}`],
    ['a number without its unit', { steps: [{ wait: 3 }] }, 'steps[0].wait: a duration with its unit, such as "3 days" or "1 hour"'],
    ['a mistyped unit', { steps: [{ wait: '3 dyas' }] }, 'steps[0].wait: a duration with its unit, such as "3 days" or "1 hour"'],
    [
      'a wrong type deep inside',
      { steps: [{ branch: [{ if: { all: [{ segment: 7 }] }, then: [] }] }] },
      'steps[0].branch[0].if.all[0].segment: an id in kebab-case, such as "thank-you"',
    ],
    ['a wrong kind', { kind: 'thanks' }, 'kind: must be one of "direct", "database", "loyalty", "thank-you", "win-back"'],
    [
      'a missing key',
      { entry: {} },
      'entry: "trigger" is missing: a trigger: an object with one of activity, date, once, every, segment, lapse',
    ],
    [
      'two triggers',
      { entry: { trigger: { activity: 'a.b', lapse: '9 days' } } },
      'entry.trigger.lapse: a trigger has exactly one verb; here are activity and lapse',
    ],
    [
      'no operator',
      { entry: { trigger: right.entry.trigger, audience: { field: 'customer.x' } } },
      'entry.audience: one or two of is, in, has, exists, atLeast, atMost, olderThan, newerThan, since, until; here is none',
    ],
    [
      'three operators',
      { entry: { trigger: right.entry.trigger, audience: { field: 'customer.x', is: 1, atLeast: 1, atMost: 2 } } },
      'entry.audience: one or two of is, in, has, exists, atLeast, atMost, olderThan, newerThan, since, until; here are is, atLeast, atMost',
    ],
    [
      'a path of nowhere',
      { steps: [{ waitUntil: 'client.birthday' }] },
      'steps[0].waitUntil: a time of day such as "09:00", the path of a date such as "customer.birthday", or "best hour"',
    ],
    [
      'weekdays with a date',
      { steps: [{ waitUntil: 'customer.birthday', on: ['monday'] }] },
      'steps[0].on: on goes with a time of day, such as "09:00"',
    ],
    [
      'before with a time of day',
      { steps: [{ waitUntil: '09:00', before: '1 day' }] },
      'steps[0].before: before goes with the path of a date',
    ],
    [
      'before and after',
      { entry: { trigger: { date: 'customer.birthday', before: '1 day', after: '1 day' } } },
      'entry.trigger.after: before or after, not both',
    ],
    [
      'an update of another thing',
      { steps: [{ update: { 'metrics.orders': 1 } }] },
      'steps[0].update["metrics.orders"]: an attribute, such as "customer.stage"',
    ],
    ['no steps', { steps: [] }, 'steps: at least one step'],
  ])('%s', (_what, more, problem) => {
    expect(refusals(more)).toEqual([problem]);
  });

  it('two mistakes are two problems', () => {
    expect(refusals({ topics: 'x', steps: [{ wait: 3 }] })).toHaveLength(2);
  });
});

describe('what may stand', () => {
  it('a note in every object', () => {
    const note = 'why';
    const noted = {
      note,
      entry: { note, trigger: { note, activity: 'order.placed', where: { note, all: [{ note, field: 'activity.total', exists: true }] } } },
      goal: { note, activity: 'order.placed', within: '9 days' },
      exit: [
        { note, activity: 'order.refunded' },
        { note, if: { note, segment: 'vip' } },
      ],
      limits: { note },
      steps: [
        { note, send: 'hello' },
        { note, branch: [{ note, if: { note, did: { note, activity: 'order.placed' } }, then: [{ note, exit: 'bye' }] }] },
      ],
    };
    expect(refusals(noted)).toEqual([]);
  });

  it('settings with one brand', () => {
    expect(settingsSchema.safeParse(fixture('settings.json')).success).toBe(true);
  });
});

describe('defaults', () => {
  const entered = (trigger: object, more: object = {}): Campaign => campaign({ entry: { trigger, ...more } });

  it.each([
    [entered({ activity: 'a.b' }), 'always'],
    [entered({ activity: 'a.b' }, { key: 'x' }), 'never'],
    [entered({ date: 'customer.birthday', every: 'year' }), '300 days'],
    [entered({ date: 'customer.birthday' }), 'always'],
    [entered({ lapse: '9 days' }), '180 days'],
    [entered({ segment: 'vip', on: 'enter' }), '90 days'],
    [entered({ once: '2027-03-01 09:00' }), 'never'],
    [entered({ every: 'day', at: '09:00' }), 'always'],
    [entered({ activity: 'a.b' }, { reentry: '7 days' }), '7 days'],
  ])('reentry by trigger', (value, reentry) => {
    expect(reentryOf(value)).toBe(reentry);
  });

  it('priority by kind', () => {
    expect((['thank-you', 'loyalty', 'database', 'win-back', 'direct'] as const).map((kind) => priorityOf(campaign({ kind })))).toEqual([
      70, 60, 50, 40, 30,
    ]);
    expect(priorityOf(campaign({ limits: { priority: 7 } }))).toBe(7);
  });
});
