import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrollment } from '../../../lib/core/enrollment/enrollment.ts';
import { plusCounts, sumOfCounts } from '../../../lib/core/measurement/counts.ts';
import {
  type Counted,
  type CountedMessage,
  changeOf,
  countsOfEnrollment,
  countsOfMessage,
  placeOf,
  sumOf,
} from '../../../lib/core/measurement/counts-of.ts';
import { enrollment, noon } from './enrollment.ts';

const day = 24 * 3_600_000;

const message = (over: Partial<CountedMessage> = {}): CountedMessage => ({
  campaign: 'thanks',
  bucket: '2026-11-02',
  step: 'hello',
  state: 'sent',
  channel: 'email',
  cost: 100,
  ...over,
});

describe('an entry', () => {
  it('counts in the bucket of its day, with what was planned and granted, for itself, its steps and its arms', () => {
    const steps = {
      offer: { arm: 'a' },
      hello: { plannedAt: noon },
      gift: { points: 20, grantedAt: 'x' },
      code: { pool: 'cinema', grantedAt: 'x' },
    };
    const own = { entered: 1, targeted: 1, points: 20, 'coupons.cinema': 1 };
    expect(countsOfEnrollment(enrollment({ steps }))).toEqual([
      {
        campaign: 'thanks',
        occurrence: 'o1',
        bucket: '2026-11-02',
        counts: {
          ...own,
          'step/hello/targeted': 1,
          ...Object.fromEntries(Object.entries(own).map(([name, n]) => [`arm/offer/a/${name}`, n])),
        },
      },
    ]);
  });

  it('of a run counts with the run', () => {
    expect(countsOfEnrollment(enrollment({ run: '2026-11-01T09:00' })).map(({ bucket }) => bucket)).toEqual(['2026-11-01T09:00']);
  });

  const window = { from: noon - day, until: noon + day };
  const countsOf = (over: Partial<Enrollment>) => countsOfEnrollment(enrollment(over)).map(({ bucket, counts }) => [bucket, counts]);

  it('counts what was bought in its windows, where they opened; a refund of more than that is a loss', () => {
    const bought = { reachedAt: noon, orders: 2, revenue: 500, unpriced: 1 };
    const done = { goals: 1, orders: 2, buyers: 1, revenue: 500, revenueSquares: 250_000, unpriced: 1 };
    expect(countsOf({ measured: [{ ...window, ...bought }] })).toEqual([
      ['2026-11-02', { entered: 1 }],
      ['2026-11-01', done],
    ]);
    expect(countsOf({ measured: [{ ...window, run: '2026-11-01T09:00', revenue: -500 }] })[1]).toEqual([
      '2026-11-01T09:00',
      { revenue: -500, revenueSquares: 250_000 },
    ]);
  });

  it('counts her first window once more apart, also in her arms, as long as she came to them in time', () => {
    const first = { ...window, first: true as const, reachedAt: noon };
    const named = (prefix: string) => ({ [`${prefix}goals`]: 1, [`first/${prefix}goals`]: 1, [`first/${prefix}entered`]: 1 });
    const steps = { offer: { arm: 'a' } };
    expect(countsOf({ measured: [first], steps })[1]?.[1]).toEqual({ ...named(''), ...named('arm/offer/a/') });
    expect(countsOf({ measured: [{ ...first, arms: { offer: 'b' } }], steps })[1]?.[1]).toEqual({ ...named(''), ...named('arm/offer/b/') });
    expect(countsOf({ measured: [{ ...first, until: noon - 1 }], steps })[1]?.[1]).toEqual(named(''));
  });

  it('of a control group is targeted and suppressed, and what it does stands apart', () => {
    const done = { reachedAt: noon, orders: 1, revenue: 7, first: true as const };
    const named = (prefix: string) => ({
      [`${prefix}goals`]: 1,
      [`${prefix}orders`]: 1,
      [`${prefix}buyers`]: 1,
      [`${prefix}revenue`]: 7,
      [`${prefix}revenueSquares`]: 49,
    });
    const counted = (as: 'heldOut' | 'universal') => ({ ...named(`${as}/`), ...named(`first/${as}/`), [`first/${as}/entered`]: 1 });
    const held = { status: 'held-out' as const };
    expect(countsOf({ ...held, measured: [{ ...window, ...done, as: 'heldOut' }] })).toEqual([
      ['2026-11-02', { heldOut: 1, targeted: 1, 'suppressed.held-out': 1, 'heldOut/entered': 1 }],
      ['2026-11-01', counted('heldOut')],
    ]);
    expect(countsOf({ ...held, heldOutBy: 'universal', measured: [{ ...window, ...done, as: 'universal' }] })).toEqual([
      ['2026-11-02', { targeted: 1, 'suppressed.held-out': 1, 'universal/entered': 1 }],
      ['2026-11-01', counted('universal')],
    ]);
  });
});

describe('a message', () => {
  it('counts for itself, its step and her arms', () => {
    const told = { openedAt: noon, clickedAt: noon, bouncedAt: noon };
    const own = { 'sent.email': 1, cost: 100, opened: 1, clicked: 1, bounced: 1 };
    expect(countsOfMessage(message({ ...told, arms: { offer: 'a' } })).counts).toEqual(
      Object.fromEntries(
        ['', 'step/hello/', 'arm/offer/a/'].flatMap((prefix) => Object.entries(own).map(([name, n]) => [prefix + name, n])),
      ),
    );
  });

  it('that may have gone out has its cost; one without a price is counted as such', () => {
    expect(countsOfMessage(message({ state: 'unknown', reason: 'no-answer' })).counts).toMatchObject({ unknown: 1, cost: 100 });
    expect(countsOfMessage(message({ channel: 'sms', parts: 2, cost: undefined })).counts).toMatchObject({
      'sent.sms': 1,
      parts: 2,
      uncosted: 1,
    });
    expect(countsOfMessage(message({ state: 'suppressed', reason: 'budget', cost: 9 })).counts).toEqual({
      'suppressed.budget': 1,
      'step/hello/suppressed.budget': 1,
    });
  });

  it('is counted where its enrollment is, also when that entered on another day', () => {
    const planned = { id: 'thanks#o1#hello', plannedAt: noon + day };
    expect(placeOf(planned, enrollment({ steps: { offer: { arm: 'a' } } }))).toEqual({ bucket: '2026-11-02', arms: { offer: 'a' } });
    expect(placeOf({ ...planned, plannedAt: noon }, enrollment())).toEqual({});
    expect(placeOf({ ...planned, id: 'thanks#o0#hello' }, enrollment())).toEqual({});
    const ofRun = enrollment({ occurrence: '2026-11-01T09:00', run: '2026-11-01T09:00' });
    expect(placeOf({ ...planned, id: 'thanks#2026-11-01T09:00#hello' }, ofRun)).toEqual({});
  });
});

describe('the changes of one item', () => {
  const counted = fc.record({
    campaign: fc.constant('c'),
    bucket: fc.constantFrom('d1', 'd2'),
    occurrence: fc.constantFrom('o1', 'o2', 'window of 1', 'window of 2'),
    counts: fc.dictionary(
      fc.constantFrom('entered', 'orders', 'revenue'),
      fc.integer({ min: -9, max: 9 }).filter((n) => n !== 0),
    ),
  });

  const parts = fc.uniqueArray(counted, { maxLength: 3, selector: ({ occurrence }) => occurrence });

  it('add up to what it counts as it stands and what is gone of it', () => {
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1 }), (images: Counted[][]) => {
        const changes = images.flatMap((image, index) => changeOf(images[index - 1] ?? [], image));
        const last = images.at(-1) ?? [];
        const standing = (bucket: string) => sumOfCounts(last.filter((part) => part.bucket === bucket).map(({ counts }) => counts));
        for (const { bucket, n, gone } of sumOf(changes)) expect(n).toEqual(plusCounts(gone, standing(bucket)));
        for (const { bucket } of last)
          if (Object.keys(standing(bucket)).length > 0) expect(sumOf(changes).map((change) => change.bucket)).toContain(bucket);
      }),
    );
  });

  it('take nothing away of an occurrence that another one follows in the same item', () => {
    const first = { campaign: 'c', bucket: 'd1', occurrence: 'o1', counts: { entered: 1 } };
    const second = { ...first, bucket: 'd2', occurrence: 'o2', counts: { entered: 1 } };
    const window = { ...first, occurrence: 'window of 1', counts: { orders: 2 } };
    expect(changeOf([first, window], [second, { ...window, counts: { orders: 3 } }])).toEqual([
      { campaign: 'c', bucket: 'd1', n: { orders: 1 }, gone: { entered: 1 } },
      { campaign: 'c', bucket: 'd2', n: { entered: 1 }, gone: {} },
    ]);
    expect(changeOf([first], [])).toEqual([{ campaign: 'c', bucket: 'd1', n: {}, gone: { entered: 1 } }]);
  });
});
