import { describe, expect, it } from 'vitest';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { campaign, library, problemsOf, show, template, variable } from './shop.ts';

const trigger = { activity: 'order.placed', where: { field: 'activity.total', atLeast: '20 GBP' } };
const where = { field: 'activity.total', atLeast: '50 GBP' };
const audience = (predicate: object) => problemsOf(campaign({ entry: { trigger, audience: predicate } }));
const branch = (predicate: object) =>
  problemsOf(
    campaign({
      steps: [
        { id: 'hello', send: 'hello' },
        { wait: '1 day' },
        { branch: [{ if: predicate, then: [{ exit: 'done' }] }], otherwise: [{ exit: 'not' }] },
      ],
    }),
  );
const segment = (rule: object) => {
  const value = segmentSchema.parse({ id: 'some', name: 'Some', rule });
  return show(checkLibrary(library([], { segments: [{ file: 'some.json', value }], segmentIds: ['some', 'vip'] })));
};

describe('a "did"', () => {
  const right = [
    audience({ did: { activity: 'order.placed', where }, times: { atLeast: 2 }, within: '90 days' }),
    audience({ did: { activity: 'order.placed', same: 'orderId', where } }),
    segment({ did: { activity: 'order.placed', where } }),
    segment({ did: { activity: 'email.opened' }, within: '30 days' }),
    branch({ did: { activity: 'email.clicked', step: 'hello' } }),
  ];

  it('with where, same and step is right where each means something', () => {
    expect(right.flat()).toEqual([]);
  });

  it('counts when it happens, so its where asks for the activity only', () => {
    const only = 'the "where" of a "did" asks activity.* only';
    const asked = (predicate: object) => segment({ did: { activity: 'order.placed', where: predicate } });
    expect(asked({ field: 'customer.language', is: 'de' })).toEqual([
      `error rule.did.where.field: ${only}: ask customer.language beside the "did", in an "all"`,
    ]);
    expect(asked({ segment: 'vip' })).toEqual([`error rule.did.where.segment: ${only}`]);
    expect(asked({ did: { activity: 'order.placed' } })).toEqual([`error rule.did.where.did: ${only}`]);
  });

  it('has a step only inside, and same only where something has entered her', () => {
    expect(segment({ did: { activity: 'email.clicked', step: 'hello' } })[0]).toMatch(
      /^error rule\.did\.step: a "step" is answered inside/,
    );
    expect(segment({ did: { activity: 'order.placed', same: 'orderId' } })[0]).toMatch(/^error rule\.did\.same: "same" equals a property/);
    expect(audience({ did: { activity: 'email.clicked', step: 'hello' } })).toContainEqual(expect.stringMatching(/inside the campaign/));
  });

  it('of an answer to this enrollment is counted as a whole', () => {
    const many = { did: { activity: 'survey.answered', where: { field: 'activity.score', atLeast: 9 } } };
    expect(branch(many)).toEqual([expect.stringMatching(/did\.where: how often she answered this enrollment is counted as a whole/)]);
    expect(segment(many)).toEqual([]);
  });
});

describe('an uploaded list', () => {
  const list = (columns: string[]) => ({
    file: 'list.json',
    value: segmentSchema.parse({ id: 'list', name: 'List', list: { columns, expires: '2027-06-01' } }),
  });
  const shows = (path: string, entry: object, columns = ['reason']) =>
    problemsOf(campaign({ entry }), {
      segments: [list(columns)],
      segmentIds: ['list'],
      templates: [template('hello', { variables: [variable(path)] })],
    });

  it('gives its columns to the messages of a campaign that it enters', () => {
    expect(shows('trigger.reason', { trigger, audience: { segment: 'list' } })).toEqual([]);
    expect(shows('trigger.cause', { trigger, audience: { segment: 'list' } })).toEqual([
      expect.stringMatching(/there is no trigger.cause/),
    ]);
    expect(shows('trigger.reason', { trigger })).toEqual([expect.stringMatching(/there is no trigger.reason/)]);
  });

  it('may lack a row where somebody else enters too', () => {
    const either = { any: [{ segment: 'list' }, { field: 'metrics.orders', atLeast: 2 }] };
    expect(shows('trigger.reason', { trigger, audience: either })).toEqual([expect.stringMatching(/trigger.reason may be missing/)]);
  });

  it('has columns of its own', () => {
    const problems = (columns: string[]) => show(checkLibrary(library([], { segments: [list(columns)], segmentIds: ['list'] })));
    expect(problems(['reason', 'reason'])).toEqual(['error list.columns[1]: the same column twice']);
    expect(problems(['email'])).toEqual([expect.stringMatching(/^error list\.columns\[0\]: a column cannot be called "email"/)]);
  });
});
