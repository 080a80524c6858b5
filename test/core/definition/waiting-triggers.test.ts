import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../lib/core/definition/campaign.ts';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { campaign, library, problemsOf, show, template, variable } from './shop.ts';

const limits = { entriesPerDay: 500 };
const with_ = (trigger: object, more: object = {}) => campaign({ entry: { trigger, ...more }, limits });

describe('triggers that wait for a customer', () => {
  it.each([
    ['a segment', with_({ segment: 'vip', on: 'leave' })],
    ['those who are in it already', with_({ segment: 'vip', on: 'enter' }, { includeExisting: true })],
    ['fixed days', with_({ lapse: '90 days' }, { includeExisting: true })],
    ['her own rhythm', with_({ lapse: 'own rhythm', sure: '90%', minimum: '30 days' })],
  ])('may be %s', (_, value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  it.each([
    [{ segment: 'vips', on: 'enter' }, {}, 'entry.trigger.segment: there is no such segment in segments/'],
    [{ segment: 'spring-list', on: 'enter' }, {}, 'entry.trigger.segment: an uploaded list is no trigger: say when'],
    [{ lapse: '90 days', sure: '90%' }, {}, 'entry.trigger.sure: "sure" goes with "own rhythm"'],
    [{ lapse: '90 days', minimum: '9 days' }, {}, 'entry.trigger.minimum: "minimum" goes with "own rhythm"'],
    [{ lapse: 'own rhythm', sure: '100%' }, {}, 'entry.trigger.sure: lies between 50% and 99.99%'],
    [{ activity: 'order.placed' }, { includeExisting: true, key: 'orderId' }, 'entry.includeExisting: goes with a lapse'],
    [{ segment: 'vip', on: 'leave' }, { includeExisting: true }, 'entry.includeExisting: goes with a lapse'],
    [{ lapse: '90 days' }, { key: 'orderId' }, 'entry.key: a key is a property of the activity that enters; this trigger is none'],
  ])('%j with %j is refused', (trigger, more, because) => {
    expect(problemsOf(with_(trigger, more))).toEqual([expect.stringContaining(`error ${because}`)]);
  });

  it('a lapse tells since when she is silent', () => {
    const shown = (path: string) =>
      problemsOf(with_({ lapse: '90 days' }), { templates: [template('hello', { variables: [variable(path)] })] });
    expect([shown('trigger.daysSilent'), shown('trigger.lastOrderAt')]).toEqual([[], []]);
    expect(shown('trigger.lastOrder').join()).toContain('there is no trigger.lastOrder');
  });
});

describe('a loop over segments', () => {
  const segment = (id: string, rule: object) => ({ file: `${id}.json`, value: segmentSchema.parse({ id, name: id, rule }) });
  const stage = segment('stage-one', { field: 'customer.stage', is: 'one' });
  const nested = segment('nested', { all: [{ segment: 'stage-one' }, { field: 'metrics.orders', atLeast: 1 }] });
  const sets = (id: string, on: string, ...steps: object[]) => campaign({ id, entry: { trigger: { segment: 'nested', on } }, steps });
  const problems = (...campaigns: Campaign[]) =>
    show(
      checkLibrary(
        library(campaigns, { segments: [stage, nested], segmentIds: ['stage-one', 'nested'], templates: [template('hello')] }),
      ).filter(({ message }) => message.includes('never end')),
    );
  const update = (value: string) => ({ update: { 'customer.stage': value } });

  it('without a wait would never end', () => {
    const because = 'enters this campaign again without a wait on the way: it would never end';
    expect(problems(sets('out', 'enter', update('two')), sets('back', 'leave', update('one')))).toEqual([
      `error steps[0].update["customer.stage"]: ${because}`,
      `error steps[0].update["customer.stage"]: ${because}`,
    ]);
  });

  it('ends where somebody waits, or one campaign stands alone', () => {
    expect(problems(sets('out', 'enter', update('two')), sets('back', 'leave', { wait: '1 day' }, update('one')))).toEqual([]);
    expect(problems(sets('out', 'enter', update('two')))).toEqual([]);
  });
});
