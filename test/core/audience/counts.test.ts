import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import { compileNeed, compilePredicate } from '../../../lib/core/audience/compile.ts';
import { countOne, foldCounts, missingNeeds, type Need, newProfile, withCounts } from '../../../lib/core/audience/counts.ts';
import type { Subject, Verdict } from '../../../lib/core/audience/test.ts';
import { emptyProfile, type Profile } from '../../../lib/core/customer.ts';
import { type DidLeaf, didSchema } from '../../../lib/core/definition/predicate.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { activity, at, settings } from '../shop.ts';

const rates = ratesOf(settings);
const now = at('2026-06-15T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

/** Asks a "did" of a customer who did these things, by what was counted for it. */
function asker(leaf: object) {
  const needs = new Map<string, Need>();
  const predicate: DidLeaf = didSchema.parse(leaf);
  const test = compilePredicate(predicate, { segments: [], rates, where: 'campaign test', needs });
  const all = [...needs.values()];
  return {
    needs: all,
    ask(done: Activity[], more: Partial<Subject> = {}): Verdict {
      const profile = done.reduce((folded, one) => foldCounts(folded, one, all), newProfile('c-1', all));
      return test({ profile, contact: undefined, zone: 'Europe/London', ...more }, now);
    },
  };
}

const big = { activity: 'order.placed', where: { field: 'activity.total', atLeast: '50 GBP' } };
const order = (when: string, pounds?: number, more: object = {}) =>
  activity('order.placed', when, { ...(pounds !== undefined && { total: { amount: pounds * 100, currency: 'GBP' } }), ...more });

describe('did … where', () => {
  const done = [order('2026-01-10T10:00Z', 80), order('2026-06-10T10:00Z', 20), order('2026-06-12T10:00Z', 60)];

  it.each<[object, Verdict]>([
    [{ did: big }, true],
    [{ did: big, times: { atLeast: 2 } }, true],
    [{ did: big, times: { atLeast: 3 } }, false],
    [{ did: big, times: { atMost: 1 }, within: '30 days' }, true],
    [{ did: big, times: { atLeast: 2 }, within: '30 days' }, false],
    [{ did: { ...big, where: { field: 'activity.total', atLeast: '100 GBP' } } }, false],
    [{ did: { ...big, where: { none: [{ field: 'activity.total', atLeast: '50 GBP' }] } }, times: { atLeast: 1 }, within: '6 days' }, true],
    [{ did: { ...big, where: { field: 'activity.occurredAt', since: '2026-06-12' } }, times: { atLeast: 2 } }, false],
  ])('%j is %s', (leaf, verdict) => {
    expect(asker(leaf).ask(done)).toBe(verdict);
  });

  it('is unknown while one that lacks the property may decide', () => {
    const unclear = order('2026-06-13T10:00Z');
    expect(asker({ did: big }).ask([unclear])).toBe(undefined);
    expect(asker({ did: big }).ask([unclear, order('2026-06-14T10:00Z', 60)])).toBe(true);
    expect(asker({ did: big, within: '1 day' }).ask([unclear])).toBe(false);
  });

  it('knows hours only as far as the last one tells', () => {
    const within = asker({ did: big, within: '3 hours' });
    expect(within.ask([order('2026-06-15T10:00Z', 60)])).toBe(true);
    expect(within.ask([order('2026-06-15T08:00Z', 60)])).toBe(false);
    expect(
      asker({ did: big, times: { atLeast: 2 }, within: '3 hours' }).ask([order('2026-06-15T10:00Z', 60), order('2026-06-15T08:00Z', 60)]),
    ).toBe(undefined);
  });

  it('is unknown of a customer for whom it was never counted', () => {
    const { needs } = asker({ did: big });
    const test = compilePredicate(didSchema.parse({ did: big, times: { atMost: 0 } }), { segments: [], rates, where: 'x' });
    const profile = emptyProfile('c-1');
    expect(missingNeeds(profile, needs)).toEqual(needs);
    expect(foldCounts(profile, order('2026-06-10T10:00Z', 80), needs)).toEqual(profile);
    expect(test({ profile, contact: undefined, zone: 'UTC' }, now)).toBe(undefined);
  });

  it('is unknown, not wrong, beyond the days that are kept', () => {
    const daily = Array.from({ length: 40 }, (_, index) => order(new Date(now - index * day).toISOString(), 60));
    expect(asker({ did: big, times: { atLeast: 7 }, within: '6 days' }).ask(daily)).toBe(true);
    expect(asker({ did: big, times: { atLeast: 30 }, within: '30 days' }).ask(daily)).toBe(undefined);
    expect(asker({ did: big, times: { atLeast: 40 } }).ask(daily)).toBe(true);
  });
});

describe('did … same', () => {
  const same = { did: { activity: 'basket.updated', same: 'basketId' }, times: { atLeast: 2 } };
  const basket = (basketId: string | undefined, when: string) =>
    activity('basket.updated', when, basketId === undefined ? {} : { basketId });
  const trigger = { basketId: 'b-1' };

  it('counts what equals the property of the trigger', () => {
    const done = [basket('b-1', '2026-06-10T10:00Z'), basket('b-2', '2026-06-11T10:00Z'), basket('b-1', '2026-06-12T10:00Z')];
    expect(asker(same).ask(done, { trigger })).toBe(true);
    expect(asker(same).ask(done, { trigger: { basketId: 'b-2' } })).toBe(false);
    expect(asker({ ...same, within: '4 days' }).ask(done, { trigger })).toBe(false);
    expect(asker(same).ask(done, { trigger: {} })).toBe(undefined);
    expect(asker(same).ask([...done, basket(undefined, '2026-06-12T10:00Z')], { trigger: { basketId: 'b-2' } })).toBe(undefined);
  });

  it('does not forget wrongly: what was dropped may have been it', () => {
    const many = Array.from({ length: 50 }, (_, index) => basket(`b-${index}`, new Date(now - index * day).toISOString()));
    expect(asker(same).ask(many, { trigger: { basketId: 'b-45' } })).toBe(undefined);
    expect(asker({ ...same, within: '20 days' }).ask(many, { trigger: { basketId: 'b-45' } })).toBe(false);
  });
});

describe('did, of answers', () => {
  const clicked = { did: { activity: 'email.clicked', step: 'hello' } };
  const answers = { 'email.clicked': [2, now - 5 * day], 'email.clicked#hello': [2, now - 5 * day] } satisfies Subject['answers'];

  it.each<[object, Partial<Subject>, Verdict]>([
    [clicked, { answers }, true],
    [clicked, { answers: {} }, false],
    [clicked, {}, undefined],
    [{ ...clicked, times: { atLeast: 2 } }, { answers }, true],
    [{ ...clicked, within: '3 days' }, { answers }, false],
    [{ ...clicked, times: { atLeast: 2 }, within: '9 days' }, { answers }, undefined],
    [{ did: { activity: 'email.opened' } }, { answers }, false],
  ])('%j with %j is %s', (leaf, more, verdict) => {
    expect(asker(leaf).ask([], more)).toBe(verdict);
  });
});

describe('needs', () => {
  const idOf = (did: object) => asker({ did }).needs[0]?.id;

  it('are the same for the same question, however it is written, and others for another', () => {
    expect(idOf({ activity: 'order.placed', note: 'x', where: { atLeast: '50 GBP', field: 'activity.total' } })).toBe(idOf(big));
    expect(idOf({ ...big, same: 'orderId' })).not.toBe(idOf(big));
    expect(idOf({ ...big, where: { field: 'activity.total', atLeast: '51 GBP' } })).not.toBe(idOf(big));
  });

  it('of money are others with other rates, since the old sums do not hold', () => {
    const [need] = asker({ did: big }).needs;
    if (!need) throw new Error('no need');
    const { authored } = need;
    expect(compileNeed(authored).id).toBe(need.id);
    expect(compileNeed({ ...authored, rates: { ...rates, toBase: { EUR: 0.9 } } }).id).not.toBe(need.id);
  });
});

const questions = [big, { activity: 'order.placed', same: 'shop' }, { ...big, same: 'shop' }].flatMap((did) => asker({ did }).needs);
const activities = fc
  .array(
    fc.record({
      occurredAt: fc.integer({ min: now - 90 * day, max: now }),
      pounds: fc.option(fc.constantFrom(20, 80)),
      shop: fc.option(fc.constantFrom('a', 'b', 'c')),
    }),
    { maxLength: 80 },
  )
  .map((list) =>
    list.map(
      ({ occurredAt, pounds, shop }): Activity => order(new Date(occurredAt).toISOString(), pounds ?? undefined, shop ? { shop } : {}),
    ),
  );

describe('counting', () => {
  const folded = (list: Activity[], profile: Profile = newProfile('c-1', questions)) =>
    list.reduce((before, one) => foldCounts(before, one, questions), profile);

  it('is the same in whatever order activities come, and whether they are counted from the start or afterwards', () => {
    fc.assert(
      fc.property(
        activities.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.nat(list.length))),
        ([list, shuffled, done]) => {
          const whole = JSON.stringify(folded(list));
          expect(JSON.stringify(folded(shuffled))).toBe(whole);
          const backFilled = questions.map((need) => [
            need.id,
            list.slice(0, done).reduce<ReturnType<typeof countOne>>((record, one) => countOne(record, one, need), 0),
          ]);
          expect(JSON.stringify(folded(list.slice(done), withCounts(emptyProfile('c-1'), Object.fromEntries(backFilled))))).toBe(whole);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('never says what a full record would deny', () => {
    const leaf = fc.record({
      times: fc.integer({ min: 1, max: 30 }),
      days: fc.integer({ min: 1, max: 90 }),
      did: fc.constantFrom({ same: 'shop' }, { where: big.where }),
    });
    fc.assert(
      fc.property(activities, leaf, (list, { times, days, did }) => {
        const sure = list.filter(({ data }) => data.total && data.shop);
        const verdict = asker({ did: { activity: 'order.placed', ...did }, times: { atLeast: times }, within: `${days} days` }).ask(sure, {
          trigger: { shop: 'a' },
        });
        const from = Math.floor((now - days * day) / day) * day;
        const matches = ({ data }: Activity) => ('same' in did ? data.shop === 'a' : JSON.stringify(data.total).includes('8000'));
        const truth = sure.filter((one) => one.occurredAt >= from && matches(one)).length >= times;
        expect([truth, undefined]).toContain(verdict);
      }),
    );
  });

  it('drops what nobody asks for any more', () => {
    expect(foldCounts(newProfile('c-1', questions), order('2026-06-10T10:00Z'), [])).toEqual(emptyProfile('c-1'));
  });
});
