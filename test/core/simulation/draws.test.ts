import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../lib/core/simulation/compile-plan.ts';
import { endsOf, groupOf, mayChange, type Nearness, nearness, nearnessOf } from '../../../lib/core/simulation/draws.ts';
import { inForce, refusedFrom } from '../../../lib/core/simulation/limits.ts';
import type { Limits } from '../../../lib/core/simulation/simulated.ts';
import { day, minute } from '../../../lib/core/time.ts';
import { campaign, from, planOf, until } from './simulated-shop.ts';

const plans = [compilePlan(planOf([campaign('gift', { trigger: { activity: 'order.placed' } })]))];
const noon = from + 100 * day;
const end = (at: number, turn = 0): Limits => ({ 'gift#2026@500': { at, turn } });
const nearnessAt = (limits: Limits, at: number) => nearnessOf(endsOf(plans, [limits])[0] ?? new Map(), 'gift', at);
const isAgain = (nearest: Nearness, before: Limits, now: Limits) =>
  mayChange(groupOf(0, nearest), { passes: [[before]], plans, now: [now] });

describe('who is simulated again', () => {
  it('given where a budget was thought to run out, when somebody asks, then she asked in that minute, near it or elsewhere', () => {
    const limits = end(noon);
    expect([noon, noon + minute - 1].map((at) => nearnessAt(limits, at))).toEqual([nearness.inTheMinute, nearness.inTheMinute]);
    expect([noon - 1, noon + minute, noon - 2 * day].map((at) => nearnessAt(limits, at))).toEqual([2, 2, 2]);
    expect([noon - 50 * day, noon + 50 * day].map((at) => nearnessAt(limits, at))).toEqual([1, 1]);
    expect(nearnessAt({}, noon)).toBe(nearness.elsewhere);
  });

  it.each([
    { what: 'at another turn of the minute', now: end(noon, 7), again: [nearness.inTheMinute] },
    { what: 'a day later', now: end(noon + day), again: [nearness.near, nearness.inTheMinute] },
    { what: 'months later', now: end(noon + 90 * day), again: [nearness.elsewhere, nearness.near, nearness.inTheMinute] },
    { what: 'never', now: {}, again: [nearness.elsewhere, nearness.near, nearness.inTheMinute] },
    { what: 'where it was thought', now: end(noon), again: [] },
  ])('given a budget, when it runs out $what, then those are whom that may concern', ({ now, again }) => {
    expect(Object.values(nearness).filter((nearest) => isAgain(nearest, end(noon), now))).toEqual(again);
  });

  it('given any limits and what a pass found instead, when one ask would be answered otherwise, then she who asked it is simulated again', () => {
    const cutoff = fc.record({ at: fc.integer({ min: 0, max: 60 }), turn: fc.constantFrom(0, 1, 5) });
    const limitsOf = fc.dictionary(fc.constantFrom('gift#2026@500', 'gift#2026@80', 'gift#2026-01-05'), cutoff, { maxKeys: 3 });
    // Minutes that lie close, and days and weeks apart.
    const steps = [0, minute, 10 * minute, day, 9 * day, 60 * day];
    const at = (number: number) => from + day + (steps[number % steps.length] ?? 0) + Math.floor(number / steps.length) * minute;
    const placed = (limits: { [name: string]: { at: number; turn: number } }): Limits =>
      Object.fromEntries(Object.entries(limits).map(([name, one]) => [name, { ...one, at: at(one.at) }]));
    fc.assert(
      fc.property(limitsOf, limitsOf, fc.integer({ min: 0, max: 60 }), (was, is, asked) => {
        const [before, now] = [placed(was), placed(is)];
        const instant = Math.min(until, at(asked) + 1000);
        const answers = (limits: Limits, name: string) =>
          [0, 1, 5].map((place) => refusedFrom(inForce(limits), name, { turn: { place, asked: 0 }, now: instant }));
        const differs = ['gift#2026', 'gift#2026-01-05'].some((name) => `${answers(before, name)}` !== `${answers(now, name)}`);
        return !differs || isAgain(nearnessAt(before, instant), before, now);
      }),
      { numRuns: 2_000 },
    );
  });
});
