import { describe, expect, it } from 'vitest';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import type { Library } from '../../../lib/core/definition/library.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { checkTemplateAlone } from '../../../lib/core/definition/shown-variables.ts';
import { campaign, library, problemsOf, program, show, template, variable } from './shop.ts';

const points = { id: 'gift', reward: { points: 100 } };
const send = { send: 'hello' };
const limits = { budget: '50 GBP' };
const rewarding = (more: object = {}) => campaign({ limits, steps: [points, send], ...more });
const none: Partial<Library> = { programs: [], programIds: [] };
const two: Partial<Library> = { programIds: ['club', 'circle'] };

describe('the program of a campaign', () => {
  it('exists', () => {
    expect(problemsOf(campaign({ program: 'klub' }))).toEqual(['error program: there is no such program in loyalty/']);
    expect(problemsOf(campaign({ program: 'club' }))).toEqual([]);
    expect(problemsOf(campaign({ program: 'broken' }), { programIds: ['club', 'broken'] })).toEqual([]);
  });

  it('is the only one, where none is named', () => {
    expect(problemsOf(rewarding())).toEqual([]);
    expect(problemsOf(rewarding(), none)).toEqual([
      'error steps[0].reward.points: points need a loyalty program, and there is none in loyalty/',
    ]);
    const several =
      'error steps[0].reward.points: points of which program? There are club, circle: write "program": "club" at the top of this campaign or segment';
    expect(problemsOf(rewarding(), two)).toEqual([several]);
    expect(problemsOf(rewarding({ program: 'club' }), two)).toEqual([]);
  });

  it.each([
    ['draft', 'the program "club" is a draft, which counts nothing: set its "status" to live'],
    ['ended', 'the program "club" has ended: nothing more is given in it'],
  ])('is live, where a live campaign gives points: not %s', (status, because) => {
    const programs = [{ file: 'club.json', value: program({ status }) }];
    expect(problemsOf(rewarding({ status: 'live' }), { programs })).toEqual([`error steps[0].reward.points: ${because}`]);
    expect(problemsOf(rewarding(), { programs })).toEqual([]);
  });

  it('is the only one in a segment that asks for points', () => {
    const value = segmentSchema.parse({ id: 'rich', name: 'Rich', rule: { field: 'points.available', atLeast: 500 } });
    const around = (more: Partial<Library>) =>
      show(checkLibrary(library([], { segments: [{ file: 'rich.json', value }], segmentIds: ['rich'], ...more })));
    expect(around({})).toEqual([]);
    expect(around(two)[0]).toMatch(/^error rule.field: points of which program\?/);
    expect(around(none)).toEqual(['error rule.field: points need a loyalty program, and there is none in loyalty/']);
  });

  it('is the only one that is no draft, and a segment can name another', () => {
    const drafted: Partial<Library> = {
      programs: [program(), program({ id: 'circle', status: 'draft' })].map((value) => ({ file: `${value.id}.json`, value })),
      programIds: ['club', 'circle'],
    };
    const rich = (more: object, around: Partial<Library>) => {
      const value = segmentSchema.parse({ id: 'rich', name: 'Rich', rule: { field: 'points.available', atLeast: 500 }, ...more });
      return show(checkLibrary(library([], { segments: [{ file: 'rich.json', value }], segmentIds: ['rich'], ...around })));
    };
    expect(rich({}, drafted)).toEqual([]);
    expect(rich({ program: 'circle' }, drafted)).toEqual([]);
    expect(rich({ program: 'circle' }, two)).toEqual([]);
    expect(rich({ program: 'cirkle' }, two)).toEqual(['error program: there is no such program in loyalty/']);
    expect(problemsOf(rewarding(), drafted)).toEqual([]);
  });
});

describe('rewards', () => {
  it('draw from a pool that exists, and cost no more than a budget', () => {
    const coupon = (pool: string) => campaign({ steps: [{ id: 'c', reward: { coupon: pool, validFor: '14 days' } }, send], limits });
    expect(problemsOf(coupon('back-10'))).toEqual([]);
    expect(problemsOf(coupon('back-11'))).toEqual(['error steps[0].reward.coupon: there is no such pool of codes in coupons/']);
    expect(problemsOf(rewarding({ limits: {} }))).toEqual([
      'warning steps[0].reward: a reward without "limits.budget" can cost without end',
    ]);
  });

  it('are told to messages by their kind', () => {
    const shows = (path: string, reward: object) =>
      problemsOf(campaign({ limits, steps: [{ id: 'gift', reward }, send] }), {
        templates: [template('hello', { variables: [variable(path)] })],
      });
    const coupon = { coupon: 'back-10', validFor: '14 days' };
    expect(shows('steps.gift.code', coupon)).toEqual([]);
    expect(shows('steps.gift.expiresAt', coupon)).toEqual([]);
    expect(shows('steps.gift.expiresAt', { coupon: 'back-10' })).toEqual([
      'error (file): {{ steps.gift.expiresAt }}: there is no steps.gift.expiresAt',
    ]);
    expect(shows('steps.gift.points', { points: 5 })).toEqual([]);
    expect(shows('steps.gift.code', { points: 5 })).toEqual(['error (file): {{ steps.gift.code }}: there is no steps.gift.code']);
  });
});

describe('points and scores in templates', () => {
  const alone = (path: string, optional = false, around: Partial<Library> = {}) =>
    show(checkTemplateAlone(template('hello', { variables: [variable(path, optional)] }), library([], around), []));

  it('lead somewhere, and may be missing', () => {
    expect(alone('points.available', true)).toEqual([]);
    expect(alone('points.member')).toEqual([]);
    expect(alone('points.avaliable')).toEqual(['error (file): {{ points.avaliable }}: there is no points.avaliable']);
    expect(alone('score.stages')).toEqual(['error (file): {{ score.stages }}: there is no score.stages']);
    expect(alone('points.available')).toEqual([
      'warning (file): {{ points.available }}: points.available may be missing, and then nothing is sent: give it a `default`, or ask for it by {% if points.available %}',
    ]);
    expect(alone('points.available', true, none)).toEqual([
      'error (file): {{ points.available }}: points need a loyalty program, and there is none in loyalty/',
    ]);
  });

  it('are of the program of the campaign that sends', () => {
    const templates = [template('hello', { variables: [variable('points.available', true)] })];
    expect(problemsOf(campaign(), { templates, ...two })[0]).toMatch(/^error \(file\): {{ points.available }}: points of which program\?/);
    expect(problemsOf(campaign({ program: 'club' }), { templates, ...two })).toEqual([]);
  });
});

describe('rewards that enter campaigns', () => {
  const endless = 'enters this campaign again without a wait on the way: it would never end';
  const on = (activity: string, steps: object[], more: object = {}) =>
    campaign({ kind: 'loyalty', program: 'club', entry: { trigger: { activity } }, limits, steps, ...more });

  it('points for points would never end', () => {
    expect(problemsOf(on('points.earned', [points]))).toEqual([`error steps[0].reward.points: ${endless}`]);
    expect(problemsOf(on('reward.granted', [{ id: 'c', reward: { coupon: 'back-10' } }]))).toEqual([
      `error steps[0].reward.coupon: ${endless}`,
    ]);
    expect(problemsOf(on('points.earned', [{ wait: '1 day' }, points]))).toEqual([]);
    expect(problemsOf(on('tier.changed', [points]))).toEqual([]);
  });

  it('nor over another campaign, or over a segment that asks for points', () => {
    const value = segmentSchema.parse({ id: 'rich', name: 'Rich', rule: { field: 'points.available', atLeast: 500 } });
    const first = on('order.delivered', [points]);
    const second = campaign({
      id: 'second',
      kind: 'database',
      entry: { trigger: { segment: 'rich', on: 'enter' } },
      steps: [{ emit: 'order.delivered' }],
    });
    const around = { segments: [{ file: 'rich.json', value }], segmentIds: ['rich'] };
    expect(show(checkLibrary(library([first, second], around)))).toEqual([
      `error steps[0].reward.points: ${endless}`,
      `error steps[0].emit: ${endless}`,
    ]);
  });
});
