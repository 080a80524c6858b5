import { describe, expect, it } from 'vitest';
import { campaign, library, problemsOf, settings, template, variable } from './shop.ts';

const send = { send: 'hello' };
const other = { send: 'other' };
const pause = { wait: '1 day' };
const response = { by: ['link'], within: '9 days' };
const trigger = { activity: 'order.placed' };
const audience = { field: 'metrics.orders', atLeast: 1 };
const waiting = (event: object, ...before: object[]) => campaign({ response, steps: [...before, { ...pause, for: event }] });
/** Without what these small campaigns lack on purpose. */
const ours = (problems: string[]) =>
  problems.filter((problem) => !problem.includes('not yet supported') && !problem.includes('no message of it shows'));

describe('an answer that is waited for', () => {
  it.each([
    [{ activity: 'email.clicked', step: 'hello' }],
    [{ activity: 'email.opened' }],
    [{ activity: 'survey.answered', where: { field: 'activity.score', atLeast: 9 } }],
    [{ activity: 'campaign.responded', where: { field: 'activity.by', is: 'link' } }],
  ])('%o is right after a message', (event) => {
    expect(ours(problemsOf(waiting(event, send)))).toEqual([]);
  });

  it.each([
    [{ activity: 'email.opened' }, [], 'error steps[0].for.activity: it can never come: no step before it sends anything'],
    [{ activity: 'task.done' }, [send], 'error steps[1].for.activity: it can never come: no step before it tells a colleague'],
    [{ activity: 'task.done', step: 'hello' }, [send], 'error steps[1].for.step: task.done does not answer this step'],
    [
      { activity: 'order.placed', step: 'hello' },
      [send],
      'error steps[1].for.step: "step" goes with what answers a message or a task; order.placed answers none',
    ],
  ])('%o after %o is refused', (event, before, problem) => {
    expect(ours(problemsOf(waiting(event, ...before)))).toEqual([problem]);
  });

  it('comes after the step that it answers, on every road', () => {
    const answered = { ...pause, for: { activity: 'email.opened', step: 'other' } };
    expect(problemsOf(campaign({ steps: [send, answered, other] }))).toEqual([
      'error steps[1].for.step: this step comes later, so its answer cannot be waited for',
    ]);
    const branch = { branch: [{ if: { field: 'metrics.orders', atLeast: 2 }, then: [other] }], otherwise: [send] };
    expect(problemsOf(campaign({ steps: [branch, answered] }))).toEqual([
      'warning steps[1].for.step: not every road to here has passed this step; on the others it is waited for in vain',
    ]);
  });

  it('is asked for', () => {
    expect(problemsOf(campaign({ goal: { activity: 'campaign.responded', within: '9 days' } }))).toEqual([
      'error goal.activity: nobody can respond: the campaign has no "response"',
    ]);
  });

  it('shows its properties to the steps that follow', () => {
    const answer = { id: 'answer', ...pause, for: { activity: 'survey.answered' }, then: [{ ...other }] };
    const shown = {
      templates: [template('hello'), template('other', { variables: [variable('steps.answer.score'), variable('steps.answer.mark')] })],
    };
    expect(problemsOf(campaign({ steps: [send, answer] }), shown)).toEqual([
      'error (file): {{ steps.answer.mark }}: there is no steps.answer.mark',
    ]);
  });
});

it('nobody enters by what is told of every message', () => {
  for (const activity of ['email.delivered', 'email.opened-by-machine', 'email.clicked-by-machine'])
    expect(problemsOf(campaign({ entry: { trigger: { activity }, audience } }))).toEqual([
      'error entry.trigger.activity: every message is told of by this, also the ones of this campaign: wait for it or count it, but do not enter by it',
    ]);
  expect(problemsOf(campaign({ entry: { trigger: { activity: 'email.clicked' }, audience } }))).toEqual([]);
});

describe('a response', () => {
  const direct = (more: object, entry: object = { trigger, audience }) =>
    ours(problemsOf(campaign({ kind: 'direct', entry, response: { ...response, ...more } })));

  it.each([[{}], [{ by: ['link', 'keyword'] }], [{ by: ['keyword'], keyword: 'SPRING' }]])('%o is right', (more) => {
    expect(direct(more)).toEqual([]);
  });

  it('by code needs a run', () => {
    expect(direct({ by: ['link', 'code'] })).toEqual([
      'error response.by[1]: a personal code is made from the place in a run: it needs a trigger "once" or "every", or a "reward" with a coupon; a "link" goes with every trigger',
    ]);
    expect(direct({ by: ['code'] }, { trigger: { once: '2027-03-01 09:00' }, audience })).toEqual([]);
  });

  it('by keyword has a word of its own', () => {
    expect(direct({ keyword: 'SPRING' })).toEqual(['error response.keyword: says which word, but "by" has no "keyword"']);
    const refused = 'error response.keyword: this word ends or explains all messages; take one of your own';
    expect(direct({ by: ['keyword'], keyword: 'STOP' })).toEqual([refused]);
    expect(direct({ by: ['keyword'], keyword: 'HILFE' })).toEqual([refused]);
    const german = { settings: { ...settings, languages: { de: { optOut: ['ENDE'] } } } };
    const value = campaign({
      kind: 'direct',
      entry: { trigger, audience },
      response: { by: ['keyword'], within: '9 days', keyword: 'ENDE' },
    });
    expect(ours(problemsOf(value, german))).toEqual([refused]);
  });

  it('is shown as it can be given', () => {
    const shows = (path: string, by?: string[]) =>
      problemsOf(campaign({ ...(by && { response: { by, within: '9 days' } }) }), {
        templates: [template('hello', { variables: [variable(path)] })],
      });
    expect(shows('response.url', ['link'])).toEqual([]);
    expect(shows('customer.firstName', ['link'])).toContain(
      'warning response.by[0]: no message of it shows {{ response.url }} or {{ response.token }}',
    );
    expect(ours(shows('response.keyword', ['link']))).toEqual(['error (file): {{ response.keyword }}: there is no response.keyword']);
    expect(shows('response.url')).toEqual(['error (file): {{ response.url }}: campaign "small" asks for no answer: it has no "response"']);
  });
});

describe('a trigger with "for"', () => {
  const joined = (more: object) =>
    problemsOf(campaign({ entry: { trigger: { activity: 'friend.joined', for: 'referrerId', ...more }, audience } }));

  it('names a property that holds the id of a customer', () => {
    expect(joined({})).toEqual([]);
    expect(joined({ for: 'referrer' })).toEqual(['error entry.trigger.for: friend.joined has no such property in data.json']);
    expect(joined({ activity: 'basket.updated', for: 'total' })).toEqual([
      'error entry.trigger.for: the id of a customer is text; this is money',
    ]);
    expect(joined({ activity: 'order.placed', for: 'coupon' })).toEqual([
      'warning entry.trigger.for: "coupon" is optional; without it nobody enters',
    ]);
  });

  it('shows who did it', () => {
    const shown = { templates: [template('hello', { variables: [variable('trigger.by')] })] };
    expect(problemsOf(campaign({ entry: { trigger: { activity: 'friend.joined', for: 'referrerId' }, audience } }), shown)).toEqual([]);
  });

  it('does not restart', () => {
    const entry = { trigger: { activity: 'friend.joined', for: 'referrerId' }, audience, restart: true };
    expect(problemsOf(campaign({ entry }))).toEqual(['error entry.restart: a trigger that enters another customer cannot restart']);
  });
});

describe('a loyalty campaign', () => {
  const loyalty = (entry: object) =>
    problemsOf(campaign({ kind: 'loyalty', program: 'club', entry }), { ...library([]), templates: [template('hello')] });

  it('begins with what the programme tells', () => {
    for (const activity of ['tier.changed', 'points.earned', 'points.expiring', 'reward.granted'])
      expect(loyalty({ trigger: { activity } }).filter((problem) => !problem.includes('spring'))).toEqual([]);
  });
});
