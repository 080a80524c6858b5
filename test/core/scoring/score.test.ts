import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import { compilePredicate } from '../../../lib/core/audience/compile.ts';
import { newTrace } from '../../../lib/core/audience/test.ts';
import { predicateSchema } from '../../../lib/core/definition/predicate.ts';
import { explainScores } from '../../../lib/core/scoring/explain-scores.ts';
import { frequencyClasses } from '../../../lib/core/scoring/frequency.ts';
import { profitTiers } from '../../../lib/core/scoring/profit.ts';
import { loyaltyKinds, stages } from '../../../lib/core/scoring/relationship.ts';
import { rfmSegments } from '../../../lib/core/scoring/rfm.ts';
import { scoreField, scoreFields } from '../../../lib/core/scoring/score.ts';
import { isScoreName, scoreProperties } from '../../../lib/core/scoring/score-names.ts';
import { activity, at, order } from '../shop.ts';
import { fits, shopFigures } from './shop-figures.ts';
import { now, scopeWith, scored, shopper } from './shopper.ts';

const names = Object.keys(scoreProperties).filter(isScoreName);
const weekly = Array.from({ length: 12 }, (_, week) => order(new Date(at('2026-05-28T19:30Z') - week * 7 * 86_400_000).toISOString(), 30));

describe('the scores of a good customer', () => {
  const good = shopper(weekly);

  it('are those of her recency, frequency and money among the cuts of the shop', () => {
    expect(['r', 'f', 'm', 'rfm', 'segment'].filter(isScoreName).map((name) => scored(name, good))).toEqual([5, 5, 5, '555', 'champions']);
  });

  it('are her classes, by value and by order days in half a year', () => {
    expect(scored('valueClass', good)).toBe('A');
    expect(scored('frequencyClass', good)).toBe('medium');
  });

  it('foretell that she goes on', () => {
    const { alive, silence, expectedOrders = 0, lapsed, falling } = scoreFields(good, scopeWith());
    expect([Number(alive) > 0.9, Number(silence) > 0.4, lapsed, falling]).toEqual([true, true, false, false]);
    expect(Number(expectedOrders)).toBeGreaterThan(15);
    const [from, due, until] = ['nextOrderFrom', 'nextOrderAt', 'nextOrderUntil']
      .filter(isScoreName)
      .map((name) => Number(scored(name, good)));
    expect(at('2026-05-28T19:30Z') < Number(from) && Number(from) < Number(due) && Number(due) < Number(until)).toBe(true);
  });

  it('are explained with two digits and by days', () => {
    const explained = (later: number) => explainScores(good, { ...scopeWith(), now: now + later });
    const shownOf = (score: string, later = 0) => explained(later).find((one) => one.score === score)?.shown;
    expect(shownOf('nextOrderAt')).toMatch(/^2026-06-\d\d$/);
    expect(shownOf('nextOrderAt', 200 * 86_400_000)).toMatch(/^overdue since 2026-06-\d\d$/);
    expect(shownOf('nextOrderFrom', 200 * 86_400_000)).toMatch(/^2026-0[56]-\d\d$/);
    expect(shownOf('expectedOrders')).toMatch(/^\d+\.\d\d$/);
    const { because = '' } = explained(0).find(({ score }) => score === 'lifetimeValue') ?? {};
    expect(because).toMatch(/^about \d+\.\d\d orders in /);
  });

  it('find her best hour in her zone', () => {
    expect(scored('bestHour', good)).toBe(20);
    expect(scored('bestHour', { ...good, zone: 'UTC' })).toBe(19);
  });
});

describe('what is not known', () => {
  const stranger = shopper([]);
  const uncounted = { ...shopper(weekly), shop: undefined };

  it.each(names.filter((name) => !['discontent', 'stage', 'bestHour', 'profit', 'belowZero'].includes(name)))(
    '%s is unknown of a stranger',
    (name) => {
      expect(scored(name, stranger)).toBe('unknown');
    },
  );

  it.each([
    ...['r', 'f', 'm', 'rfm', 'segment', 'valueClass', 'lifetimeValue', 'expectedOrders', 'alive', 'silence'],
    ...['nextOrderAt', 'nextOrderFrom', 'nextOrderUntil', 'lapsed', 'bestHour'],
  ])('%s is unknown before the shop was counted', (name) => {
    expect(scoreField(name, uncounted, scopeWith())).toEqual({ values: [], unknown: true });
  });

  it('is not made up of a model that was refused', () => {
    const refused = { status: 'refused', reason: 'no lapse', parameters: {}, logLikelihood: -1 } as const;
    const models = { nbd: refused, 'bg-nbd': refused, 'mbg-nbd': refused };
    const subject = { ...shopper(weekly), shop: { ...shopFigures, models } };
    for (const name of ['alive', 'silence', 'expectedOrders', 'lifetimeValue', 'nextOrderAt', 'lapsed'] as const)
      expect(scored(name, subject)).toBe('unknown');
    expect(scored('segment', subject)).toBe('champions');
  });

  it('with a model that knows no lapse: whether she is alive; not how much she will order', () => {
    const subject = { ...shopper(weekly), shop: { ...shopFigures, models: { nbd: fits.nbd } } };
    expect(scored('alive', subject)).toBe('unknown');
    expect(Number(scored('expectedOrders', subject))).toBeGreaterThan(15);
  });

  it('by BG/NBD whether somebody with one order is alive', () => {
    const shop = { ...shopFigures, models: { 'bg-nbd': fits['mbg-nbd'] } };
    expect(scored('alive', { ...shopper(weekly.slice(0, 1)), shop })).toBe('unknown');
    expect(scored('alive', { ...shopper(weekly), shop })).not.toBe('unknown');
  });

  it('money of a currency without a rate makes every score of money unknown, and no other', () => {
    const francs = activity('order.placed', '2026-05-20T10:00Z', { total: { amount: 9_000, currency: 'CHF' } });
    const subject = shopper([...weekly, francs]);
    for (const name of ['m', 'rfm', 'valueClass', 'profit', 'profitTier', 'belowZero', 'lifetimeValue'] as const)
      expect(scored(name, subject)).toBe('unknown');
    for (const name of ['r', 'f', 'segment', 'alive', 'frequencyClass'] as const) expect(scored(name, subject)).not.toBe('unknown');
  });

  it('is a name that is no score', () => {
    for (const name of ['clv', 'toString', '']) expect(scoreField(name, shopper(weekly), scopeWith()).unknown).toBe(true);
  });
});

const day = 86_400_000;
const placed = fc.record({
  type: fc.constantFrom('order.placed', 'order.placed', 'order.refunded', 'email.clicked', 'complaint.opened'),
  occurredAt: fc.integer({ min: now - 900 * day, max: now - 1 }),
  pence: fc.integer({ min: 0, max: 50_000 }),
});
const told = fc.oneof(
  placed.map(({ type, occurredAt, pence }) => {
    const money = { amount: pence, currency: 'GBP' };
    return { type, occurredAt, data: type === 'order.placed' ? { total: money } : type === 'order.refunded' ? { amount: money } : {} };
  }),
  fc.record({
    type: fc.constant('survey.answered'),
    occurredAt: fc.integer({ min: now - 900 * day, max: now - 1 }),
    data: fc.record({ score: fc.integer({ min: 0, max: 10 }), about: fc.constantFrom('product', 'service', null) }),
  }),
);
const lives = fc
  .array(told, { maxLength: 40 })
  .map((list) => list.map((one, index): Activity => ({ id: `a${index}`, customer: 'c-1', ...one })));

describe('scores of whatever life', () => {
  it('do not depend on the order in which it was told', () => {
    fc.assert(
      fc.property(
        lives.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(JSON.stringify(scoreFields(shopper(shuffled), scopeWith()))).toBe(JSON.stringify(scoreFields(shopper(list), scopeWith())));
        },
      ),
    );
  });

  it('give every buyer one class of each kind, probabilities within 0 and 1, and nothing that is no number', () => {
    const classes = {
      segment: rfmSegments,
      valueClass: ['A', 'B', 'C'],
      frequencyClass: frequencyClasses,
      profitTier: profitTiers,
      loyalty: loyaltyKinds,
      stage: stages,
    };
    fc.assert(
      fc.property(lives, (list) => {
        const fields: { [name: string]: unknown } = scoreFields(shopper(list), scopeWith());
        const bought = list.some(({ type }) => type === 'order.placed');
        for (const [name, allowed] of Object.entries(classes)) {
          if (fields[name] !== undefined) expect(allowed).toContain(fields[name]);
          else expect(name === 'loyalty' || !bought).toBe(true);
        }
        for (const name of ['alive', 'silence'])
          if (fields[name] !== undefined) expect(fields[name]).toSatisfy((p: number) => p >= 0 && p <= 1);
        expect(JSON.stringify(fields)).not.toMatch(/null|NaN|Infinity/);
      }),
    );
  });

  it('are each explained by a sentence that tells what is known or missing', () => {
    fc.assert(
      fc.property(lives, fc.boolean(), (list, counted) => {
        const subject = { ...shopper(list), ...(!counted && { shop: undefined }) };
        const fields = scoreFields(subject, scopeWith());
        const explained = explainScores(subject, scopeWith());
        expect(explained.map(({ score }) => score)).toEqual(names);
        for (const { score, value, because } of explained) {
          expect(value).toEqual(fields[score]);
          expect(because.length).toBeGreaterThan(10);
          expect(because).not.toMatch(/undefined|NaN|Infinity|object/);
        }
      }),
    );
  });
});

describe('a condition on a score', () => {
  const ask = (predicate: object, subject = shopper(weekly)) => {
    const { rates, valuation } = scopeWith();
    const test = compilePredicate(predicateSchema.parse(predicate), { segments: [], rates, valuation, where: 'test' });
    const trace = newTrace();
    return { verdict: test(subject, now, trace), found: trace.nodes[0]?.found };
  };

  it('finds classes, money and lists, and the trace shows what it found', () => {
    expect(ask({ field: 'score.segment', in: ['champions', 'loyal'] })).toEqual({ verdict: true, found: 'champions' });
    expect(ask({ field: 'score.profit', atLeast: '100 GBP' }).verdict).toBe(true);
    expect(ask({ field: 'score.discontent', has: 'complaints' }).verdict).toBe(false);
    expect(ask({ field: 'score.discontent', exists: false }).verdict).toBe(true);
  });

  it('is unknown without the figures of the shop, so that nobody is sent anything by it', () => {
    expect(ask({ field: 'score.segment', is: 'champions' }, { ...shopper(weekly), shop: undefined }).verdict).toBeUndefined();
  });
});
