import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePredicate } from '../../../lib/core/audience/compile.ts';
import { explainTest } from '../../../lib/core/audience/explain.ts';
import { newTrace, type Subject, type Verdict } from '../../../lib/core/audience/test.ts';
import { emptyProfile, foldActivity } from '../../../lib/core/customer.ts';
import { type Predicate, predicateSchema } from '../../../lib/core/definition/predicate.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { activity, at, contact, order, settings, vip } from '../shop.ts';

const library = { segments: [vip], rates: ratesOf(settings), where: 'campaign test' };
const now = at('2026-06-15T12:00:00Z');

const eve = [
  activity('customer.updated', '2026-01-01T00:00Z', {
    language: 'de',
    birthday: '1990-06-15',
    credit: { amount: 2000, currency: 'EUR' },
    tags: ['a', 'b'],
    children: [{ age: 4 }, { age: 11 }],
    nothing: [],
  }),
  order('2026-05-01T10:00:00Z', 100),
  order('2026-06-10T10:00:00Z', 20, 'o-2'),
  activity('page.viewed', '2026-06-15T11:30:00Z'),
].reduce((profile, one) => foldActivity(profile, one, library.rates), emptyProfile('c-1'));

const subject: Subject = {
  profile: eve,
  contact,
  zone: 'Europe/London',
  trigger: { orderId: 'o-2', occurredAt: '2026-06-10T10:00:00.000Z' },
  steps: { answer: { score: 9 } },
};

function ask(predicate: object, of: Subject = subject, when = now): Verdict {
  return compilePredicate(predicateSchema.parse(predicate), library)(of, when);
}

describe('a field', () => {
  it.each<[object, Verdict]>([
    [{ field: 'customer.language', is: 'de' }, true],
    [{ field: 'customer.language', is: 'en' }, false],
    [{ field: 'customer.country', is: 'DE' }, undefined],
    [{ field: 'customer.language', in: ['en', 'de'] }, true],
    [{ field: 'customer.language', in: ['en', 'fr'] }, false],
    [{ field: 'customer.tags', has: 'b' }, true],
    [{ field: 'customer.tags', has: 'c' }, false],
    [{ field: 'customer.nothing', has: 'c' }, false],
    [{ field: 'customer.unheard', has: 'c' }, undefined],
    [{ field: 'customer.children.age', atLeast: 10 }, true],
    [{ field: 'customer.children.age', atLeast: 12 }, false],
    [{ field: 'customer.children.name', is: 'x' }, undefined],
    [{ field: 'customer.country', exists: false }, true],
    [{ field: 'customer.language', exists: true }, true],
    [{ field: 'customer.credit', atLeast: '16 GBP' }, true],
    [{ field: 'customer.credit', atLeast: '16.01 GBP' }, false],
    [{ field: 'customer.credit', is: '20 EUR' }, true],
    [{ field: 'customer.credit', atLeast: '16 CHF' }, undefined],
    [{ field: 'customer.language', atLeast: 3 }, undefined],
    [{ field: 'consent.email.offers', is: true }, true],
    [{ field: 'consent.sms.news', is: true }, undefined],
    [{ field: 'trigger.orderId', is: 'o-2' }, true],
    [{ field: 'trigger.occurredAt', newerThan: '6 days' }, true],
    [{ field: 'steps.answer.score', atLeast: 5, atMost: 9 }, true],
    [{ field: 'steps.other.score', atLeast: 5 }, undefined],
  ])('%j is %s', (predicate, verdict) => {
    expect(ask(predicate)).toBe(verdict);
  });

  it('compares dates: since and until include the day, in her zone', () => {
    expect(ask({ field: 'customer.birthday', since: '1990-06-15' })).toBe(true);
    expect(ask({ field: 'customer.birthday', since: '1990-06-16' })).toBe(false);
    expect(ask({ field: 'metrics.lastOrderAt', until: '2026-06-10' })).toBe(true);
    expect(ask({ field: 'metrics.lastOrderAt', until: '2026-06-09' })).toBe(false);
    expect(ask({ field: 'metrics.lastOrderAt', until: '2026-06-10 10:59' })).toBe(false);
    expect(ask({ field: 'metrics.lastOrderAt', until: '2026-06-10 11:00' })).toBe(true);
  });

  it('knows no age of a number that is no instant', () => {
    for (const zone of ['UTC', 'Europe/London'])
      for (const seen of [1.7e18, -1e17, 8.64e15, Number.MAX_VALUE])
        expect(ask({ field: 'trigger.seen', newerThan: '30 days' }, { ...subject, zone, trigger: { seen } })).toBeUndefined();
  });

  it('grows older in one instant', () => {
    const older = { field: 'metrics.lastOrderAt', olderThan: '5 days' };
    const flip = at('2026-06-15T10:00:00Z');
    expect([ask(older, subject, flip - 1), ask(older, subject, flip)]).toEqual([false, true]);
    expect(ask({ field: 'metrics.lastOrderAt', newerThan: '5 days' }, subject, flip)).toBe(false);
  });
});

describe('metrics', () => {
  it.each<[object, Verdict]>([
    [{ field: 'metrics.orders', atLeast: 2 }, true],
    [{ field: 'metrics.orders', atLeast: 2, within: '30 days' }, false],
    [{ field: 'metrics.spend', atLeast: '120 GBP' }, true],
    [{ field: 'metrics.spend', atLeast: '150 EUR' }, true],
    [{ field: 'metrics.spend', atMost: '20 GBP', within: '30 days' }, true],
    [{ field: 'metrics.averageOrder', atLeast: '60 GBP', atMost: '60 GBP' }, true],
    [{ field: 'metrics.spendChange', atMost: '-80%', within: '30 days' }, true],
    [{ field: 'metrics.spendChange', atMost: '-81%', within: '30 days' }, false],
    [{ field: 'metrics.daysBetweenOrders', is: 40 }, true],
    [{ field: 'metrics.firstOrderAt', since: '2026-05-01' }, true],
    [{ field: 'metrics.categories', has: 'coffee' }, false],
  ])('%j is %s', (predicate, verdict) => {
    expect(ask(predicate)).toBe(verdict);
  });

  it('of a customer who never ordered are nothing, not unknown, where nothing is an answer', () => {
    const nobody = { ...subject, profile: emptyProfile('c-2') };
    expect(ask({ field: 'metrics.orders', is: 0 }, nobody)).toBe(true);
    expect(ask({ field: 'metrics.spend', atMost: '0 GBP' }, nobody)).toBe(true);
    expect(ask({ field: 'metrics.lastOrderAt', olderThan: '90 days' }, nobody)).toBeUndefined();
    expect(ask({ field: 'metrics.averageOrder', atLeast: '1 GBP' }, nobody)).toBeUndefined();
  });

  it('are unknown, never wrong, beyond the days that are kept', () => {
    const days = Array.from({ length: 100 }, (_, index) => order(new Date(now - index * 86_400_000).toISOString(), 10, `o${index}`));
    const busy = { ...subject, profile: days.reduce((profile, one) => foldActivity(profile, one, library.rates), emptyProfile('c-3')) };
    expect(ask({ field: 'metrics.spend', atLeast: '100 GBP', within: '63 days' }, busy)).toBe(true);
    expect(ask({ field: 'metrics.spend', atLeast: '100 GBP', within: '90 days' }, busy)).toBeUndefined();
    expect(ask({ field: 'metrics.orders', atLeast: 100 }, busy)).toBe(true);
    expect(ask({ did: { activity: 'order.placed' }, times: { atLeast: 60 }, within: '90 days' }, busy)).toBe(true);
    expect(ask({ did: { activity: 'order.placed' }, times: { atLeast: 91 }, within: '90 days' }, busy)).toBeUndefined();
  });

  it('are unknown where a rate is missing', () => {
    const francs = foldActivity(
      eve,
      activity('order.placed', '2026-06-12T10:00Z', { total: { amount: 1, currency: 'CHF' } }),
      library.rates,
    );
    expect(ask({ field: 'metrics.spend', atLeast: '1 GBP' }, { ...subject, profile: francs })).toBeUndefined();
    expect(ask({ field: 'metrics.spend', atLeast: '1 GBP', within: '1 day' }, { ...subject, profile: francs })).toBe(false);
  });
});

describe('did', () => {
  it.each<[object, Verdict]>([
    [{ did: { activity: 'page.viewed' } }, true],
    [{ did: { activity: 'page.closed' } }, false],
    [{ did: { activity: 'page.viewed' }, within: '1 hour' }, true],
    [{ did: { activity: 'page.viewed' }, within: '20 minutes' }, false],
    [{ did: { activity: 'order.placed' }, times: { atLeast: 2 } }, true],
    [{ did: { activity: 'order.placed' }, times: { atLeast: 2 }, within: '30 days' }, false],
    [{ did: { activity: 'order.placed' }, times: { atMost: 1 }, within: '30 days' }, true],
    [{ did: { activity: 'page.closed' }, times: { atMost: 0 } }, true],
  ])('%j is %s', (predicate, verdict) => {
    expect(ask(predicate)).toBe(verdict);
  });
});

describe('combinations', () => {
  const leaves: { [verdict: string]: Predicate } = {
    true: { field: 'customer.language', is: 'de' },
    false: { field: 'customer.language', is: 'en' },
    undefined: { field: 'customer.country', is: 'DE' },
  };
  const verdicts: Verdict[] = [true, false, undefined];

  it('are those of three-valued logic', () => {
    for (const one of verdicts) {
      for (const other of verdicts) {
        const parts = [leaves[String(one)], leaves[String(other)]];
        const both = [one, other];
        const all = both.includes(false) ? false : both.includes(undefined) ? undefined : true;
        const any = both.includes(true) ? true : both.includes(undefined) ? undefined : false;
        expect(ask({ all: parts }), `all ${both}`).toBe(all);
        expect(ask({ any: parts }), `any ${both}`).toBe(any);
        expect(ask({ none: parts }), `none ${both}`).toBe(any === undefined ? undefined : !any);
      }
    }
  });

  it('give the same verdict with and without a trace', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...Object.values(leaves)), tie('node')),
      node: fc
        .tuple(fc.constantFrom('all', 'any', 'none'), fc.array(tie('tree'), { minLength: 1, maxLength: 4 }))
        .map(([how, parts]) => ({ [how]: parts })),
    }));
    fc.assert(
      fc.property(tree, (predicate) => {
        const test = compilePredicate(predicateSchema.parse(predicate), library);
        expect(test(subject, now, newTrace())).toBe(test(subject, now));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a segment', () => {
  it('is its rule, named in the explanation', () => {
    const test = compilePredicate({ segment: 'vip' }, library);
    expect(explainTest(test, subject, now)).toEqual({
      verdict: true,
      because: 'segment vip: true (metrics.orders atLeast 2: true (found 2))',
    });
  });

  it('that does not exist, or refers to itself, is refused by name', () => {
    expect(() => compilePredicate({ segment: 'vips' }, library)).toThrow(/campaign test: there is no segment "vips"; there are vip/);
    const loop = { id: 'loop', name: 'Loop', rule: { segment: 'loop' } };
    expect(() => compilePredicate({ segment: 'loop' }, { ...library, segments: [loop] })).toThrow(/refers to itself through loop → loop/);
  });
});

describe('an explanation', () => {
  it('says what was asked and found, and until when it holds', () => {
    const trace = newTrace();
    const test = compilePredicate(
      {
        all: [
          { field: 'customer.language', is: 'en' },
          { field: 'metrics.lastOrderAt', olderThan: '7 days' },
        ],
      },
      library,
    );
    expect(test(subject, now, trace)).toBe(false);
    expect(trace.until).toBe(at('2026-06-17T10:00:00Z'));
    expect(trace.nodes[0]?.nodes?.map(({ asked, found }) => [asked, found])).toEqual([
      ['customer.language is "en"', 'de'],
      ['metrics.lastOrderAt olderThan "7 days"', at('2026-06-10T10:00:00Z')],
    ]);
  });

  it('holds no name', () => {
    const named = { ...subject, profile: { ...eve, attributes: { firstName: 'Evelyn' } } };
    const { because } = explainTest(compilePredicate({ field: 'customer.firstName', is: 'Adam' }, library), named, now);
    expect(because).toBe('customer.firstName is "Adam": false');
  });

  it('flips at its "until" and not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (days) => {
        const test = compilePredicate({ field: 'metrics.firstOrderAt', olderThan: `${days} days` }, library);
        const trace = newTrace();
        const verdict = test(subject, now, trace);
        if (trace.until === Infinity) return;
        expect(test(subject, trace.until - 1)).toBe(verdict);
        expect(test(subject, trace.until)).toBe(!verdict);
      }),
    );
  });
});

describe('what is not there', () => {
  it.each([
    [{ field: 'points.balance', atLeast: 3 }, 'points.* needs one loyalty program'],
    [{ field: 'score.clv', atLeast: 3 }, 'there is no "score.clv"; there are r, f, m, '],
    [{ field: 'metrics.clv', atLeast: 3 }, 'there is no "metrics.clv"'],
  ])('%j is refused, not skipped', (predicate, sentence) => {
    expect(() => compilePredicate(predicateSchema.parse(predicate), library)).toThrow(sentence);
  });
});

describe('every kind of leaf', () => {
  const stranger: Subject = { profile: emptyProfile('c-9'), contact: undefined, zone: 'Europe/London' };
  const many = activity('order.placed', '2026-06-01T10:00Z', { categories: Array.from({ length: 12 }, (_, index) => `c-${index}`) });
  const shopper: Subject = { ...stranger, profile: foldActivity(emptyProfile('c-9'), many, library.rates) };
  const inside: Subject = { ...subject, activity: { total: { amount: 5000, currency: 'GBP' } } };

  it.each<[string, object, [Subject, Verdict][]]>([
    [
      'customer.*',
      { field: 'customer.language', is: 'de' },
      [
        [subject, true],
        [stranger, undefined],
      ],
    ],
    [
      'metrics.*',
      { field: 'metrics.categories', has: 'c-3' },
      [
        [shopper, true],
        [stranger, false],
      ],
    ],
    [
      'metrics.* that were dropped',
      { field: 'metrics.categories', has: 'c-99' },
      [
        [shopper, undefined],
        [stranger, false],
      ],
    ],
    [
      'consent.*',
      { field: 'consent.email.offers', is: true },
      [
        [subject, true],
        [stranger, undefined],
      ],
    ],
    [
      'consent.* that exists',
      { field: 'consent.email.news', exists: false },
      [
        [subject, true],
        [stranger, true],
      ],
    ],
    [
      'trigger.*',
      { field: 'trigger.orderId', is: 'o-2' },
      [
        [subject, true],
        [stranger, undefined],
      ],
    ],
    [
      'steps.*',
      { field: 'steps.answer.score', atMost: 6 },
      [
        [subject, false],
        [stranger, undefined],
      ],
    ],
    [
      'activity.*',
      { field: 'activity.total', atLeast: '50 GBP' },
      [
        [inside, true],
        [stranger, undefined],
      ],
    ],
    [
      'did',
      { did: { activity: 'page.viewed' } },
      [
        [subject, true],
        [stranger, false],
      ],
    ],
    [
      'segment',
      { segment: 'vip' },
      [
        [subject, true],
        [stranger, false],
      ],
    ],
  ])('%s is true, false or unknown', (_, predicate, answers) => {
    expect(answers.map(([of]) => ask(predicate, of))).toEqual(answers.map(([, verdict]) => verdict));
  });
});
