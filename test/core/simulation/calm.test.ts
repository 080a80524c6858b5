import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { play } from '../../../lib/core/rehearsal/rehearse.ts';
import { stageOf } from '../../../lib/core/rehearsal/stage.ts';
import { compilePlan } from '../../../lib/core/simulation/compile-plan.ts';
import { lifeOf } from '../../../lib/core/simulation/simulate-customer.ts';
import { shopFigures } from '../scoring/shop-figures.ts';
import { settingsInput } from '../shop.ts';
import { campaign, customerWith, day, from, planOf, segments } from './simulated-shop.ts';

const flips = segments.flatMap(({ id }) => [
  campaign(`${id}-in`, { trigger: { segment: id, on: 'enter' }, reentry: 'always' }),
  campaign(`${id}-out`, { trigger: { segment: id, on: 'leave' }, reentry: 'always' }),
]);
const others = [
  campaign('lapsed', { trigger: { lapse: '45 days' }, reentry: 'always', includeExisting: true }),
  campaign('rhythm', { trigger: { lapse: 'own rhythm', sure: '80%', minimum: '20 days' }, reentry: 'always' }),
  campaign('since', { trigger: { date: 'metrics.lastOrderAt', after: '20 days' }, reentry: 'always' }),
  campaign(
    'known',
    { trigger: { activity: 'order.placed' }, reentry: 'always' },
    { steps: [{ wait: '2 days' }, { update: { 'customer.birthday': '1990-06-15', 'customer.seen': true } }] },
  ),
  campaign('birthday', { trigger: { date: 'customer.birthday', every: 'year', before: '3 days' } }),
  campaign('letter', {
    trigger: { every: 'week', on: ['tuesday'], at: '09:00' },
    audience: { any: [{ segment: 'spender' }, { all: [{ segment: 'quiet' }, { field: 'consent.email.offers', is: true }] }] },
  }),
];

const letters = [
  campaign(
    'consented',
    { trigger: { every: 'week', on: ['tuesday'], at: '09:00' }, audience: { field: 'consent.email.offers', is: true } },
    { topic: 'offers' },
  ),
  campaign('all', { trigger: { every: 'week', on: ['thursday'], at: '21:30', zone: 'customer' } }, { topic: 'offers' }),
];

const counts = Array.from({ length: 12 }, (_, number) => ({
  at: from + number * 25 * day,
  rhythm: { gaps: { 20: 3 + number, 60: 5 + (number % 3), 90: 2 } },
}));
const compiled = compilePlan(planOf([...flips, ...others, ...letters], { counts }));
// Without the segments nothing is known of calm, so that every night and every run is asked.
const { campaigns, plan } = compiled;
const awake = stageOf({ campaigns, settings: plan.settings, liveFrom: plan.from, until: plan.until, silent: true });

describe('nights that are passed over', () => {
  const happened = fc.record({
    day: fc.integer({ min: -120, max: 364 }),
    basket: fc.boolean(),
    amount: fc.integer({ min: 1000, max: 9000 }),
  });
  const birthday = fc.constantFrom('1980-01-02', '1984-02-29', '1990-12-30');

  it('tell the same as if each had been asked, whatever she does', () => {
    fc.assert(
      fc.property(
        fc.array(happened, { maxLength: 12 }),
        birthday,
        fc.constantFrom('Europe/London', 'Asia/Tokyo', 'America/Los_Angeles'),
        (days, born, zone) => {
          const life = lifeOf(compiled, customerWith('c1', days, { attributes: { birthday: born, zone } }));
          expect(play(life, compiled.stage).told).toEqual(play(life, awake).told);
        },
      ),
      {
        numRuns: 20,
        // A rhythm comes nearer by hours, and moves no hint: the night before it finds her.
        examples: [[[37, 225].map((on) => ({ day: on, basket: false, amount: 1000 })), '1980-01-02', 'Europe/London']],
      },
    );
  });

  it('and letters sent at once tell the same as if each had been an event of its own, held and dropped ones too', () => {
    const settings = settingsSchema.parse({
      ...settingsInput,
      caps: [{ class: 'marketing', atMost: 1, per: '7 days' }],
      quietHours: { default: { from: '21:00', to: '08:00' } },
    });
    const alone = compilePlan(planOf(letters, { settings }));
    const every = { ...alone.stage, restless: alone.campaigns };
    fc.assert(
      fc.property(
        fc.array(happened, { maxLength: 6 }),
        fc.constantFrom('Europe/London', 'Asia/Tokyo', 'America/Los_Angeles'),
        (days, zone) => {
          const life = lifeOf(alone, customerWith('c1', days, { attributes: { zone } }));
          const { told } = play(life, alone.stage);
          expect(told).toEqual(play(life, every).told);
          expect(new Set(told.map(({ what }) => what))).toEqual(new Set(['sent', 'held', 'dropped']));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('and what was counted of the shop is known to whatever happens next, where nothing happens by that alone', () => {
    const best = { field: 'score.valueClass', is: 'A' };
    const scored = compilePlan(
      planOf(
        [
          campaign('best', { trigger: { every: 'week', on: ['tuesday'], at: '09:00' }, audience: best }, { topic: 'offers' }),
          campaign('bought', { trigger: { activity: 'order.placed' }, audience: best, reentry: 'always' }),
          campaign(
            'lapsed',
            { trigger: { lapse: '45 days' }, reentry: 'always' },
            { steps: [{ branch: [{ if: best, then: [{ send: 'best' }] }] }] },
          ),
        ],
        {
          counts: counts.map((count, index) => ({
            ...count,
            figures: { ...shopFigures, value: { a: 9_000 + 4_000 * (index % 4), b: 5_000 } },
          })),
        },
      ),
    );
    // As if a campaign lapsed by the shop's rhythm, so that each count is an event of its own.
    const every = { ...scored.stage, rhythmic: scored.campaigns };
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 12 }), (days) => {
        const life = lifeOf(scored, customerWith('c1', days));
        const { told } = play(life, scored.stage);
        expect(told).toEqual(play(life, every).told);
        for (const one of told) verdicts.add(`${one.campaign} ${one.what}`);
      }),
      { numRuns: 40 },
    );
    expect(verdicts).toContain('best sent');
    expect(verdicts).toContain('bought sent');
    expect(verdicts).toContain('lapsed sent');
  });

  it('tell the same of rows on lists that expire', () => {
    const list = { upload: { until: '2026-03-10', row: {} }, other: { until: '2025-12-31', row: {} } };
    const life = lifeOf(compiled, customerWith('c1', [{ day: 3 }], { lists: list }));
    const [calm, asked] = [play(life, compiled.stage), play(life, awake)];
    expect(calm.told).toEqual(asked.told);
    expect(calm.situation.profile.lists).toEqual(asked.situation.profile.lists);
    expect(calm.situation.profile.lists).toEqual({});
  });

  it('are most of a quiet year', () => {
    const life = lifeOf(compiled, customerWith('c1', [{ day: 3 }, { day: 200 }]));
    const asked: number[] = [];
    const calm = compiled.stage.calm;
    const stage = {
      ...compiled.stage,
      calm: (known: Parameters<NonNullable<typeof calm>>[0], now: number) => {
        asked.push(now);
        return calm?.(known, now) ?? now;
      },
    };
    play(life, stage);
    expect(asked.length).toBeLessThan(150);
    expect(asked.length).toBeGreaterThan(5);
  });
});
