import { describe, expect, it } from 'vitest';
import { checkData } from '../../../lib/core/definition/built-in.ts';
import { checkLibrary, checkSettings } from '../../../lib/core/definition/check-library.ts';
import { dataSchema } from '../../../lib/core/definition/data.ts';
import { pastStarts } from '../../../lib/core/definition/schedules.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { checkTemplateAlone } from '../../../lib/core/definition/shown-variables.ts';
import { campaign, fixture, library, problemsOf, show, template, variable } from './shop.ts';

const send = { send: 'hello' };
const trigger = { activity: 'order.placed' };
const where = { field: 'activity.total', atLeast: '20 GBP' };
const basket = { trigger: { activity: 'basket.updated' }, key: 'basketId' };
const audience = (leaf: object) => campaign({ entry: { trigger, audience: leaf } });
const steps = (...list: object[]) => campaign({ steps: list });

describe('a campaign that is right', () => {
  it('has no problem', () => {
    expect(problemsOf(campaign())).toEqual([]);
  });
});

describe('paths', () => {
  it.each([
    ['customer.birthday', { exists: true }],
    ['customer.language', { exists: false }],
    ['metrics.orders', { atLeast: 2, within: '90 days' }],
    ['metrics.spend', { atLeast: '500 GBP', atMost: '900 GBP' }],
    ['metrics.spendChange', { atMost: '-30%', within: '90 days' }],
    ['metrics.lastOrderAt', { olderThan: '90 days' }],
    ['metrics.firstOrderAt', { since: '2027-03-01' }],
    ['metrics.categories', { has: 'coffee' }],
    ['consent.email.offers', { is: true }],
    ['trigger.total.currency', { is: 'GBP' }],
    ['trigger.occurredAt', { newerThan: '2 days' }],
  ])('%s may be asked for', (field, asked) => {
    expect(problemsOf(audience({ field, ...asked }))).toEqual([]);
  });

  it.each([
    ['customer.langage', { is: 'en' }, 'there is no customer.langage'],
    ['metrics.order', { atLeast: 2 }, 'there is no metrics.order'],
    ['consent.email.sale', { is: true }, 'a consent is consent.<channel>.<topic>'],
    ['trigger.totals', { exists: true }, 'there is no trigger.totals'],
    ['trigger.orderId.x', { exists: true }, 'trigger.orderId is text and has no "x"'],
    [
      'activity.total',
      { exists: true },
      'activity.* means nothing in an audience; there are customer.*, metrics.*, consent.*, points.*, score.*, trigger.*',
    ],
    [
      'steps.hello.channel',
      { is: 'sms' },
      'steps.* means nothing in an audience; there are customer.*, metrics.*, consent.*, points.*, score.*, trigger.*',
    ],
  ])('%s is refused', (field, asked, because) => {
    expect(problemsOf(audience({ field, ...asked }))).toEqual([`error entry.audience.field: ${because}`]);
  });

  it('a list inside a path means any element', () => {
    const entry = {
      trigger: {
        ...trigger,
        where: {
          all: [
            { field: 'activity.lines.category', exists: true },
            { field: 'activity.lines.category', is: 'tea' },
          ],
        },
      },
    };
    expect(problemsOf(campaign({ entry }))).toEqual([]);
  });

  it('steps.<wait>.<property> is what came', () => {
    const wait = { id: 'second', wait: '9 days', for: { activity: 'order.placed' } };
    const asked = (field: string) => ({ branch: [{ if: { field, atLeast: '9 GBP' }, then: [] }], otherwise: [] });
    expect(problemsOf(steps(wait, asked('steps.second.total')))).toEqual([]);
    expect(problemsOf(steps(wait, asked('steps.second.totl')))).toEqual([
      'error steps[1].branch[0].if.field: there is no steps.second.totl',
    ]);
    expect(problemsOf(steps(wait, asked('steps.third.total')))).toEqual(['error steps[1].branch[0].if.field: there is no step "third"']);
  });
});

describe('values', () => {
  it.each([
    [
      'metrics.spend',
      { atLeast: 500 },
      'atLeast',
      'metrics.spend is an amount of money: compare it with an amount with its currency, such as "20 GBP"',
    ],
    ['metrics.orders', { atLeast: '2 GBP' }, 'atLeast', 'metrics.orders is a number: compare it with a number'],
    [
      'metrics.spendChange',
      { atMost: -30, within: '9 days' },
      'atMost',
      'metrics.spendChange is a change in percent: compare it with a change in percent, such as "-30%"',
    ],
    ['consent.sms.offers', { is: 'yes' }, 'is', 'consent.sms.offers is true or false: compare it with true or false'],
    ['trigger.orderId', { in: ['a', 7] }, 'in[1]', 'trigger.orderId is text: compare it with text'],
    ['trigger.orderId', { atLeast: 3 }, 'atLeast', 'trigger.orderId is text; it can be asked for is, in, exists'],
    [
      'metrics.lastOrderAt',
      { is: '2027-03-01' },
      'is',
      'metrics.lastOrderAt is an instant; it can be asked for exists, olderThan, newerThan, since, until',
    ],
    [
      'metrics.lastOrderAt',
      { exists: true, within: '9 days' },
      'within',
      'only metrics.orders, metrics.spend, metrics.averageOrder, metrics.spendChange take "within"',
    ],
  ])('%s with %j is refused', (field, asked, key, because) => {
    expect(problemsOf(audience({ field, ...asked }))).toEqual([`error entry.audience.${key}: ${because}`]);
  });

  it('spendChange says within which time', () => {
    expect(problemsOf(audience({ field: 'metrics.spendChange', atMost: '-30%' }))[0]).toContain('"within" is missing');
  });
});

describe('references', () => {
  it.each([
    [
      'an activity',
      campaign({ entry: { trigger: { activity: 'order.palced' }, key: 'x' } }),
      'entry.trigger.activity: there is no such activity in data.json',
    ],
    ['a template', campaign(), 'steps[0].send: there is no such template in templates/'],
    ['a segment', audience({ segment: 'vips' }), 'entry.audience.segment: there is no such segment in segments/'],
    ['a topic', campaign({ topic: 'offer' }), 'topic: there is no such topic in settings.json'],
    ['a topic of a step', steps({ ...send, topic: 'sale' }), 'steps[0].topic: there is no such topic in settings.json'],
    ['a brand', campaign({ brand: 'other' }), 'brand: there is no such brand in settings.json'],
    ['a team', steps(send, { notify: 'n', to: 'nobody' }), 'steps[1].to: there is no such team in settings.json'],
    ['a key', campaign({ entry: { trigger, key: 'basket' } }), 'entry.key: order.placed has no such property in data.json'],
    [
      'a step',
      steps(send, { wait: '1 day', for: { activity: 'email.opened', step: 'helo' } }),
      'steps[1].for.step: there is no such step in this campaign',
    ],
    [
      'an attribute',
      steps(send, { update: { 'customer.stage': 'friend' } }),
      'steps[1].update["customer.stage"]: there is no customer.stage',
    ],
    ['a path to emit', steps(send, { emit: 'gift.due', data: { who: 'trigger.nobody' } }), 'steps[1].data.who: there is no trigger.nobody'],
    ['a date to wait for', steps({ waitUntil: 'customer.nameday' }, send), 'steps[0].waitUntil: there is no customer.nameday'],
    [
      'a date that is none',
      steps({ waitUntil: 'customer.firstName' }, send),
      'steps[0].waitUntil: must lead to a date or time; customer.firstName is text',
    ],
  ])('%s that does not exist is refused', (what, value, because) => {
    const more = what === 'a template' ? { templates: [] } : {};
    expect(problemsOf(value, more)).toContain(`error ${because}`);
  });

  it('`same` is declared on both activities', () => {
    const exit = (same: string) =>
      campaign({
        entry: basket,
        exit: [
          { activity: 'basket.emptied', same },
          { activity: 'order.refunded', same: 'basketId' },
        ],
      });
    expect(problemsOf(exit('basketId'))).toEqual([
      'error exit[1].same: "basketId" must be declared in data.json on both activities; not on order.refunded',
    ]);
    expect(problemsOf(exit('total'))[0]).toBe(
      'error exit[0].same: "total" must be declared in data.json on both activities; not on basket.emptied',
    );
  });

  it('`same` needs a trigger that is an activity', () => {
    const value = campaign({
      entry: { trigger: { date: 'customer.birthday' }, audience: { segment: 'vip' } },
      exit: [{ activity: 'order.placed', same: 'orderId' }],
    });
    expect(problemsOf(value)).toEqual(['error exit[0].same: "same" needs a trigger that is an activity']);
  });

  it('says nothing about what was itself not valid', () => {
    expect(problemsOf(campaign(), { data: undefined, settings: undefined })).toEqual([]);
  });

  it('a segment refers to no steps and not to itself', () => {
    const segment = (id: string, rule: object) => ({ file: `${id}.json`, value: segmentSchema.parse({ id, name: id, rule }) });
    const segments = [segment('a', { segment: 'b' }), segment('b', { all: [{ segment: 'a' }, { field: 'trigger.total', exists: true }] })];
    expect(show(checkLibrary(library([], { segments, segmentIds: ['a', 'b'] })))).toEqual([
      'error rule: segment "a" refers to itself through b, a',
      'error rule.all[1].field: trigger.* means nothing in the condition of a segment; there are customer.*, metrics.*, consent.*, points.*, score.*',
      'error rule: segment "b" refers to itself through a, b',
    ]);
  });
});

describe('structure', () => {
  it('an answer counts for a year at most: the keys of codes are kept for so long', () => {
    const asking = (within: string) =>
      problemsOf(campaign({ response: { by: ['code'], within } })).filter((text) => text.includes('an answer counts'));
    expect(asking('12 months')).toEqual([]);
    expect(asking('1 year')).toEqual([]);
    expect(asking('13 months')).toEqual(['error response.within: an answer counts for at most 1 year']);
  });

  const arms = (one: string, other: string) => ({
    id: 's',
    split: [
      { arm: 'a', share: one, then: [] },
      { arm: 'b', share: other, then: [] },
    ],
  });

  it('shares are 100% together', () => {
    expect(problemsOf(steps(send, arms('33.3%', '66.7%')))).toEqual([]);
    expect(problemsOf(steps(send, arms('50%', '40%')))).toEqual(['error steps[1].split: the shares must be 100% together; they are 90%']);
  });

  it('a split has a name, and its arms differ', () => {
    const split = [
      { arm: 'a', share: '50%', then: [] },
      { arm: 'a', share: '50%', then: [] },
    ];
    expect(problemsOf(steps({ split }))).toEqual([
      'error steps[0]: a split has a name: "id" is missing',
      'error steps[0].split[1].arm: another arm has this name',
    ]);
  });

  it('a reward has a name', () => {
    expect(problemsOf(steps({ reward: { points: 1 } }))).toContain('error steps[0]: a reward has a name: "id" is missing');
  });

  it('no id comes twice in a campaign', () => {
    expect(problemsOf(steps(send, { wait: '1 day' }, { id: 'again', ...send }))).toEqual([]);
    expect(problemsOf(steps(send, { wait: '1 day' }, send))).toEqual([
      'error steps[2].send: another step is already called "hello", after its template: give this one an "id"',
    ]);
  });

  it('no id comes twice among campaigns', () => {
    const campaigns = ['a.json', 'b.json'].map((file) => ({ file, value: campaign() }));
    const [first] = checkLibrary(library([], { campaigns, templates: [template('hello')], segments: [] }));
    expect(first).toMatchObject({ severity: 'error', file: 'b.json', path: ['id'], message: 'a.json is the campaign "small" already' });
  });

  it('then and otherwise belong to a wait for something', () => {
    expect(problemsOf(steps({ wait: '1 day', then: [send] }))).toEqual(['error steps[0].then: "then" needs "for": what is waited for']);
  });
});

describe('kinds', () => {
  it.each([
    ['direct', {}, 'error (file): kind direct says how she can answer: "response" is missing'],
    ['direct', { entry: { trigger } }, 'error entry: kind direct is for chosen people: "audience" is missing'],
    [
      'database',
      { entry: { trigger } },
      'error entry: kind database is for what her data or behaviour calls for: it needs "audience", "key", or "where" in the trigger',
    ],
    ['loyalty', {}, 'error (file): kind loyalty belongs to a program: "program" is missing'],
    ['thank-you', {}, 'error steps[0]: a thank-you must not come too late: "validFor" is missing, such as "validFor": "2 days"'],
    ['win-back', {}, 'error (file): kind win-back has the goal order.placed: "goal" is missing'],
    [
      'win-back',
      { goal: { activity: 'basket.updated', within: '9 days' } },
      'error goal.activity: kind win-back has the goal order.placed',
    ],
    [
      'win-back',
      { goal: { activity: 'order.placed', within: '9 days', stay: true } },
      'error goal.stay: kind win-back ends when she has come back: take "stay" away',
    ],
    ['win-back', { limits: { priority: 3 } }, 'error limits: kind win-back says when to let go: "limits.timesPerCustomer" is missing'],
    ['win-back', {}, 'warning entry: a win-back without "holdout" cannot show what it earned'],
  ])('%s with %j', (kind, more, problem) => {
    expect(problemsOf(campaign({ kind, ...more }))).toContain(problem);
  });

  it('a thank-you that is right', () => {
    expect(
      problemsOf(campaign({ kind: 'thank-you', topic: 'service', entry: { trigger }, steps: [{ ...send, validFor: '2 days' }] })),
    ).toEqual([]);
  });

  it('a win-back that is right', () => {
    const right = {
      entry: { trigger: { ...trigger, where }, holdout: '10%' },
      goal: { activity: 'order.placed', within: '9 days' },
      limits: { timesPerCustomer: 2 },
    };
    expect(problemsOf(campaign({ kind: 'win-back', ...right }))).toEqual([]);
  });

  it('what sends has a topic', () => {
    expect(problemsOf(campaign({ topic: undefined }))).toEqual(['error (file): a campaign that sends has a topic: "topic" is missing']);
    expect(problemsOf(campaign({ topic: undefined, steps: [{ wait: '1 day' }] }))).toEqual([]);
  });

  it('a brand is named when there are several', () => {
    const raw = fixture('settings.json') as { brands: { id: string }[] };
    const several = settingsSchema.parse({ ...raw, brands: [raw.brands[0], { ...raw.brands[0], id: 'other' }] });
    expect(problemsOf(campaign(), { settings: several, programs: [] })).toEqual([
      'error (file): there are several brands: "brand" is missing, one of shop, other',
    ]);
    expect(problemsOf(campaign({ brand: 'other' }), { settings: several, programs: [] })).toEqual([]);
  });

  it('a service topic carries no coupon', () => {
    const coupon = { id: 'c', reward: { coupon: 'ten' } };
    expect(problemsOf(campaign({ topic: 'service', steps: [coupon, send] }))).toContain(
      'error steps[0].reward.coupon: topic "service" is of class service: a coupon is marketing',
    );
    expect(problemsOf(campaign({ steps: [coupon, send] })).join()).not.toContain('a coupon is marketing');
  });

  it('includeExisting needs a limit of entries a day', () => {
    const entry = { trigger: { ...trigger, where }, includeExisting: true };
    expect(problemsOf(campaign({ entry })).join()).toContain('needs "limits.entriesPerDay"');
    expect(problemsOf(campaign({ entry, limits: { entriesPerDay: 9 } })).join()).not.toContain('needs "limits.entriesPerDay"');
  });
});

describe('messages', () => {
  const sms = (text: string) => ({
    templates: [template('hello', { languages: { email: ['en', 'de'], subject: ['en', 'de'], sms: { en: text, de: 'STOP' } } })],
  });

  it('the default language is there', () => {
    const languages = { email: ['de'], subject: ['de'], sms: {} };
    expect(problemsOf(campaign(), { templates: [template('hello', { languages })] })).toEqual([
      'error steps[0].send: template "hello" lacks the default language: it needs email.en.mjml and a subject in "en"',
    ]);
  });

  it('another language missing is a warning', () => {
    const languages = { email: ['en'], subject: ['en'], sms: {} };
    expect(problemsOf(campaign(), { templates: [template('hello', { languages })] })).toEqual([
      'warning steps[0].send: template "hello" lacks email.de.mjml and a subject in "de"; these customers get it in "en"',
    ]);
  });

  it('a marketing SMS says how to opt out', () => {
    const value = steps({ ...send, by: ['sms'] });
    expect(problemsOf(value, sms('Hi. Reply STOP.'))).toEqual([]);
    expect(problemsOf(value, sms('We never stopped'))[0]).toContain('lacks the words to opt out: one of STOP');
    expect(problemsOf({ ...value, topic: 'service' }, sms('We never stopped'))).toEqual([]);
  });

  it('a template shows only what can be there', () => {
    const shows = (...variables: ReturnType<typeof variable>[]) => ({ templates: [template('hello', { variables })] });
    expect(problemsOf(campaign(), shows(variable('trigger.total'), variable('trigger.lines.[].name', true)))).toEqual([]);
    expect(problemsOf(campaign(), shows(variable('trigger.lines.[].nmae')))).toEqual([
      'error (file): {{ trigger.lines[].nmae }}: there is no trigger.lines.nmae',
    ]);
    const [problem] = checkLibrary(library([campaign()], shows(variable('trigger.totl')))).filter(({ file }) => file.endsWith('mjml'));
    expect(problem).toMatchObject({ file: 'email.en.mjml', line: 3, column: 7, given: 'trigger.totl' });
  });

  it('a property that may be missing has a guard', () => {
    const shows = (path: string, present = '') => ({ templates: [template('hello', { variables: [{ ...variable(path), present }] })] });
    const warned = (path: string, lacks: string) => [
      `warning (file): {{ ${path} }}: ${lacks} may be missing, and then nothing is sent: give it a \`default\`, or ask for it by {% if ${lacks} %}`,
    ];
    expect(problemsOf(campaign(), shows('trigger.country'))).toEqual(warned('trigger.country', 'trigger.country'));
    expect(problemsOf(campaign(), shows('trigger.lines.[].name'))).toEqual(warned('trigger.lines[].name', 'trigger.lines'));
    expect(problemsOf(campaign(), shows('trigger.lines.[].name', 'trigger.lines'))).toEqual(
      warned('trigger.lines[].name', 'trigger.lines.name'),
    );
    expect(problemsOf(campaign(), shows('trigger.lines.[].name', 'trigger.lines.name'))).toEqual([]);
    expect(problemsOf(campaign(), shows('trigger.date'))).toEqual([]);
    const asked = campaign({ entry: { trigger: { ...trigger, where: { all: [{ field: 'activity.country', is: 'GB' }, where] } } } });
    expect(problemsOf(asked, shows('trigger.country')).filter((problem) => problem.includes('{{'))).toEqual([]);
  });

  it('an attribute or metric that may be missing has a guard', () => {
    const alone = (path: string, optional = false) =>
      show(checkTemplateAlone(template('hello', { variables: [variable(path, optional)] }), library([]), []));
    expect(alone('customer.birthday')).toEqual([expect.stringContaining('customer.birthday may be missing')]);
    expect(alone('metrics.lastOrderAt')).toEqual([expect.stringContaining('metrics.lastOrderAt may be missing')]);
    expect(alone('customer.birthday', true)).toEqual([]);
    expect(alone('metrics.orders')).toEqual([]);
  });

  it('a step that is shown was passed on every road', () => {
    const wait = { id: 'answer', wait: '9 days', for: { activity: 'order.placed' } };
    const shows = (optional: boolean) => ({ templates: [template('hello', { variables: [variable('steps.answer.total', optional)] })] });
    expect(problemsOf(steps({ ...wait, then: [send] }), shows(false))).toEqual([]);
    expect(problemsOf(steps(wait, send), shows(true))).toEqual([]);
    const refused = 'error (file): {{ steps.answer.total }}: campaign "small" sends this on a road that has not passed the step "answer"';
    expect(problemsOf(steps(wait, send), shows(false))).toEqual([refused]);
    expect(problemsOf(steps({ ...wait, otherwise: [send] }), shows(false))).toEqual([refused]);
    expect(problemsOf(steps({ ...wait, otherwise: [{ exit: 'no answer' }] }, send), shows(false))).toEqual([]);
  });
});

describe('loops', () => {
  const emits = (id: string, from: string, to: string, more: object[] = []) =>
    campaign({ id, entry: { trigger: { activity: from }, audience: { segment: 'vip' } }, steps: [...more, { emit: to }] });

  it('emitting what enters again without a wait is refused', () => {
    const pair = [emits('a', 'basket.updated', 'basket.emptied'), emits('b', 'basket.emptied', 'basket.updated')];
    expect(show(checkLibrary(library(pair, { segments: [] })))).toEqual([
      'error steps[0].emit: enters this campaign again without a wait on the way: it would never end',
      'error steps[0].emit: enters this campaign again without a wait on the way: it would never end',
    ]);
  });

  it('a wait on the way breaks it', () => {
    const pair = [emits('a', 'basket.updated', 'basket.emptied'), emits('b', 'basket.emptied', 'basket.updated', [{ wait: '1 day' }])];
    expect(show(checkLibrary(library(pair, { segments: [] })))).toEqual([]);
  });
});

describe('warnings', () => {
  it('a reward without a budget', () => {
    const reward = { id: 'r', reward: { points: 5 } };
    expect(problemsOf(steps(send, reward))).toContain('warning steps[1].reward: a reward without "limits.budget" can cost without end');
    expect(problemsOf(campaign({ limits: { budget: '5 GBP' }, steps: [send, reward] })).join()).not.toContain('can cost');
  });

  it('a branch without otherwise', () => {
    const branch = [{ if: { segment: 'vip' }, then: [] }];
    expect(problemsOf(steps(send, { branch }))).toEqual([
      'warning steps[1]: a branch without "otherwise": when no case is true, nothing happens',
    ]);
    expect(problemsOf(steps(send, { branch, otherwise: [] }))).toEqual([]);
  });

  it('a condition on an optional field', () => {
    const leaf = { field: 'customer.country', is: 'GB' };
    expect(problemsOf(audience(leaf))).toEqual([
      'warning entry.audience.field: customer.country is optional; when it is not known, she does not enter (say so by "exists" in the same "all")',
    ]);
    expect(problemsOf(audience({ all: [{ field: 'customer.country', exists: true }, leaf] }))).toEqual([]);
  });

  it('a goal that is shorter than the waits', () => {
    const goal = { activity: 'order.placed', within: '3 days' };
    expect(problemsOf(campaign({ goal, steps: [{ wait: '4 days' }, send] }))).toEqual([
      'warning goal.within: shorter than the waits, which take 4 days: what comes after it is not counted',
    ]);
    expect(problemsOf(campaign({ goal, steps: [{ wait: '3 days' }, send] }))).toEqual([]);
  });

  it('two sends without a wait', () => {
    const other = { id: 'other', ...send };
    expect(problemsOf(steps(send, other))).toEqual(['warning steps[1].send: two messages without a wait between them']);
    expect(problemsOf(steps(send, { wait: '1 hour' }, other))).toEqual([]);
    expect(problemsOf(steps({ branch: [{ if: { segment: 'vip' }, then: [send] }], otherwise: [other] }))).toEqual([]);
  });

  it('the same trigger and priority as another campaign', () => {
    const pair = (more: object) =>
      library([campaign(), campaign({ id: 'other', ...more })], { segments: [], templates: [template('hello')] });
    expect(show(checkLibrary(pair({})))).toEqual([
      'warning entry.trigger: campaign "small" has the same trigger and priority 50: which goes first is chance',
    ]);
    expect(show(checkLibrary(pair({ limits: { priority: 51 } })))).toEqual([]);
    expect(show(checkLibrary(pair({ status: 'ended' })))).toEqual([]);
  });
});

describe('schedules', () => {
  const schedule = (more: object) =>
    problemsOf(campaign({ entry: { trigger: { every: 'week', at: '09:00', ...more }, audience: { segment: 'vip' } } }));

  it('are on days that fit', () => {
    for (const fits of [{ every: 'day' }, { on: ['monday'] }, { every: 'month', on: [1, 31, 'last'] }]) expect(schedule(fits)).toEqual([]);
    expect(schedule({})).toEqual(['error entry.trigger: every week, but on which day? "on" is missing: weekdays']);
    expect(schedule({ on: ['monday', 1] })).toEqual(['error entry.trigger.on[1]: with "every": "week", "on" holds weekdays']);
    expect(schedule({ every: 'month', on: ['friday'] })).toEqual([
      'error entry.trigger.on[0]: with "every": "month", "on" holds days of the month, 1 to 31, or "last"',
    ]);
    expect(schedule({ every: 'day', on: ['friday'] })).toEqual([
      'error entry.trigger.on: every day is on every day: take "on" away, or say "every": "week"',
    ]);
  });

  it('at one moment that is over are warned of while they are live', () => {
    const past = (once: string, more: object = {}) =>
      show(pastStarts(library([campaign({ entry: { trigger: { once } }, status: 'live', ...more })]), Date.UTC(2027, 2, 1, 20)));
    expect(past('2027-03-01 07:30')).toEqual([
      'warning entry.trigger.once: this moment is over: a campaign that goes live now sends nothing; set "status": "ended", or a later moment',
    ]);
    // It is still to come in the west.
    expect(past('2027-03-01 09:00')).toEqual([]);
    expect(past('2027-02-01 09:00', { status: 'ended' })).toEqual([]);
  });
});

describe('points and scores', () => {
  it.each([
    ['points.available', { atLeast: 5 }],
    ['points.member', { is: true }],
    ['points.tierUntil', { newerThan: '30 days' }],
    ['score.rfm', { is: '555' }],
    ['score.lapsed', { is: true }],
    ['score.lifetimeValue', { atLeast: '100 GBP' }],
    ['score.discontent', { has: 'falling' }],
  ])('%s may be asked for', (field, asked) => {
    expect(problemsOf(audience({ field, ...asked }))).toEqual([]);
  });

  it.each([
    ['points.avaliable', { atLeast: 5 }, 'field: there is no points.avaliable'],
    ['points.available', { atLeast: '5 GBP' }, 'atLeast: points.available is a number: compare it with a number'],
    ['points.tier', { atLeast: 3 }, 'atLeast: points.tier is text; it can be asked for is, in, exists'],
    ['score.rfmm', { is: 5 }, 'field: there is no score.rfmm'],
    [
      'score.lifetimeValue',
      { atLeast: 100 },
      'atLeast: score.lifetimeValue is an amount of money: compare it with an amount with its currency, such as "20 GBP"',
    ],
  ])('%s %o is refused', (field, asked, because) => {
    expect(problemsOf(audience({ field, ...asked }))).toEqual([`error entry.audience.${because}`]);
  });

  it.each([
    [
      'points.expiresAt',
      'the program itself tells when points end: take the trigger {"activity": "points.expiring"}, and "remind" in the program for how long before',
    ],
    [
      'score.nextOrderAt',
      'a score changes from night to night and is no date to wait for: ask it in a segment, and take the trigger {"segment": ID, "on": "enter"}',
    ],
    ['metrics.lastOrderAt', 'the date of a trigger is an attribute of the customer, such as "customer.birthday"'],
  ])('a trigger by the date %s says what to take instead', (date, because) => {
    expect(problemsOf(campaign({ entry: { trigger: { date }, audience: { field: 'metrics.orders', atLeast: 1 } } }))).toEqual([
      `error entry.trigger.date: ${because}`,
    ]);
  });

  it('did takes times and within', () => {
    expect(problemsOf(audience({ did: { activity: 'order.placed' }, times: { atLeast: 2 }, within: '90 days' }))).toEqual([]);
  });
});

describe('settings and data', () => {
  it('refer to topics and segments that exist, and have a footer in every language', () => {
    const raw = fixture('settings.json') as { brands: object[] };
    const value = settingsSchema.parse({
      ...raw,
      caps: [{ topic: 'offer', atMost: 1, per: '1 day' }],
      neverContact: ['vips'],
      brands: [{ ...raw.brands[0], footer: { en: 'x' } }],
    });
    expect(checkSettings(value, library([])).map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['caps.0.topic', 'there is no such topic'],
      ['neverContact.0', 'there is no such segment in segments/'],
      ['brands.0.footer', 'the footer lacks "de"'],
    ]);
  });

  it('a list says of what, an object what it holds, and a built-in property keeps its type', () => {
    const value = dataSchema.parse({
      attributes: { tags: { type: 'list' }, birthday: { type: 'text' } },
      activities: { 'a.b': { properties: { o: { type: 'object' } } } },
    });
    expect(checkData(value).map(({ path }) => path.join('.'))).toEqual([
      'attributes.tags',
      'attributes.birthday.type',
      'activities.a.b.properties.o',
    ]);
  });
});
