import { describe, expect, it } from 'vitest';
import { compilePredicate } from '../../../lib/core/audience/compile.ts';
import { leavesOf, listsOf } from '../../../lib/core/audience/leaves.ts';
import { newTrace } from '../../../lib/core/audience/test.ts';
import { emptyProfile, type Profile } from '../../../lib/core/customer.ts';
import { campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { predicateSchema } from '../../../lib/core/definition/predicate.ts';
import { type Segment, segmentSchema } from '../../../lib/core/definition/segment.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyRow, mostLists } from '../../../lib/core/enrollment/apply-list.ts';
import { compileCampaign } from '../../../lib/core/enrollment/program.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { at, data, order, settings, situationWith, thankYou } from '../shop.ts';

const spring: Segment = segmentSchema.parse({ id: 'spring', name: 'Spring', list: { columns: ['code'], expires: '2026-06-15' } });
const either: Segment = segmentSchema.parse({
  id: 'either',
  name: 'Either',
  rule: { any: [{ segment: 'spring' }, { field: 'metrics.orders', atLeast: 9 }] },
});
const segments = [spring, either];
const on = (row: { [column: string]: string }, until = '2026-06-15'): Profile => ({
  ...emptyProfile('c-1'),
  lists: { spring: { until, row } },
});
const now = at('2026-06-15T12:00:00Z');

describe('a list as a segment', () => {
  const test = compilePredicate({ segment: 'spring' }, { segments, rates: ratesOf(settings), where: 'campaign test' });
  const ask = (profile: Profile, when: string, zone = 'Europe/London') => test({ profile, contact: undefined, zone }, at(when));

  it('holds for who stands on it, its last day included, in her zone', () => {
    expect(ask(emptyProfile('c-2'), '2026-06-01T12:00:00Z')).toBe(false);
    expect(ask(on({}), '2026-06-15T22:59:00Z')).toBe(true);
    expect(ask(on({}), '2026-06-15T23:00:00Z')).toBe(false);
    expect(ask(on({}), '2026-06-15T23:00:00Z', 'America/New_York')).toBe(true);
  });

  it('tells when it will end', () => {
    const trace = newTrace();
    test({ profile: on({}), contact: undefined, zone: 'Europe/London' }, now, trace);
    expect(trace.until).toBe(at('2026-06-15T23:00:00Z'));
  });
});

describe('the lists of a campaign', () => {
  const trigger = { activity: 'order.placed' };
  const lists = (audience: object) => listsOf({ trigger, audience: predicateSchema.parse(audience) }, segments);

  it('are those that its entry names, surely where she must stand on them', () => {
    expect(lists({ all: [{ segment: 'spring' }, { field: 'metrics.orders', atLeast: 1 }] })).toEqual([{ list: 'spring', sure: true }]);
    expect(lists({ segment: 'either' })).toEqual([{ list: 'spring', sure: false }]);
    expect(lists({ none: [{ segment: 'spring' }] })).toEqual([{ list: 'spring', sure: false }]);
    expect(listsOf({ trigger: { segment: 'spring', on: 'enter' } }, segments)).toEqual([{ list: 'spring', sure: true }]);
    expect(listsOf({ trigger: { segment: 'spring', on: 'leave' } }, segments)).toEqual([{ list: 'spring', sure: false }]);
    expect(leavesOf({ segment: 'gone' }, segments)).toEqual([]);
  });

  it('lend their rows to the trigger: the audience and the messages can read them', () => {
    const audience = { all: [{ segment: 'spring' }, { field: 'trigger.code', is: 'A1' }] };
    const definition = campaignSchema.parse({ ...thankYou, entry: { trigger, audience } });
    const campaign = compileCampaign(definition, 'v1', { segments, settings, data });
    const enter = (profile: Profile) =>
      applyActivity(situationWith([campaign], { profile }), order('2026-06-15T12:00:00Z'), now).enrollments;
    expect(enter(on({ code: 'A1' }))[0]?.trigger).toMatchObject({ code: 'A1', orderId: 'o-1' });
    expect(enter(on({ code: 'B2' }))).toEqual([]);
    expect(enter(on({ code: 'A1' }, '2026-06-14'))).toEqual([]);
  });
});

describe('a row', () => {
  const row = { until: '2026-06-30', row: { code: 'A1' } };
  const put = (profile: Profile, more: { row: typeof row | undefined } = { row }) =>
    applyRow(situationWith([], { profile }), { segment: 'spring', ...more }, now);
  const standing = (count: number, until: string): Profile => ({
    ...emptyProfile('c-1'),
    lists: Object.fromEntries(Array.from({ length: count }, (_, index) => [`list-${index}`, { until, row: {} }])),
  });

  it('is set and taken away, and setting it again changes nothing', () => {
    const set = put(emptyProfile('c-1'));
    expect(set).toMatchObject({ profile: { lists: { spring: row } } });
    expect(put(on({ code: 'A1' }, '2026-06-30'))).toBe('same');
    expect(put(on({ code: 'A1' }), { row: undefined })).toMatchObject({ profile: emptyProfile('c-1') });
    expect(put(emptyProfile('c-1'), { row: undefined })).toBe('same');
  });

  it('has a place on ten lists, those that have expired not counted', () => {
    expect(put(standing(mostLists, '2026-06-15'))).toBe('full');
    expect(put(standing(mostLists, '2026-06-14'))).toMatchObject({ profile: { lists: { spring: row } } });
    expect(put(standing(mostLists - 1, '2026-06-15'))).toMatchObject({ profile: { lists: { spring: row } } });
  });
});
