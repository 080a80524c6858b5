import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converted, costOf, fitting, limitOf, periodOf, withLimit } from '../../lib/core/budget.ts';

const rates = { base: 'GBP', toBase: { USD: 0.8, EUR: 0.86 } };
const settings = { unitCosts: { email: '0.0001 USD', sms: { default: '0.06 USD', GB: '0.04 GBP' } }, rates, brands: [] };
const rule = (per: 'run' | 'month' | 'year' | 'life') => ({ amount: 500, currency: 'GBP', per });

describe('a budget', () => {
  it('is counted in millionths of its currency', () => {
    expect(limitOf({ amount: 500, currency: 'GBP', per: 'life' })).toBe(5_000_000);
    expect(limitOf({ amount: 500, currency: 'JPY', per: 'life' })).toBe(500_000_000);
  });

  it('is for a run, a month or a year of the brand, or for ever', () => {
    const newYear = Date.UTC(2026, 11, 31, 12);
    const at = (per: 'run' | 'month' | 'year' | 'life') =>
      periodOf(rule(per), { run: '2027-01-01T00:00', zone: 'Pacific/Auckland', now: newYear });
    expect((['run', 'month', 'year', 'life'] as const).map(at)).toEqual(['2027-01-01T00:00', '2027-01', '2027', 'life']);
  });

  it('is charged the planned cost: of her country for a text, for each of its parts', () => {
    expect(costOf({ channel: 'email' }, settings, 'GBP')).toBe(80);
    expect(costOf({ channel: 'sms', country: 'GB', parts: 2 }, settings, 'GBP')).toBe(80_000);
    expect(costOf({ channel: 'sms', country: undefined, parts: 1 }, settings, 'EUR')).toBe(55_814);
    expect(costOf({ channel: 'email' }, settings, 'CHF')).toBeUndefined();
    expect(costOf({ channel: 'email' }, { ...settings, unitCosts: {} }, 'GBP')).toBeUndefined();
  });

  it('is never charged too little by the rounding of a rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom('USD', 'EUR', 'GBP'),
        fc.constantFrom('USD', 'EUR', 'GBP'),
        (units, from, to) => {
          const there = converted(units, { from, to }, rates) ?? 0;
          expect(converted(there, { from: to, to: from }, rates)).toBeGreaterThanOrEqual(units);
        },
      ),
    );
  });

  it('covers the first messages that fit, to the last millionth', () => {
    expect([fitting(10, [5, 5, 1]), fitting(9, [5, 5]), fitting(0, [1]), fitting(0, [0])]).toEqual([2, 1, 0, 1]);
  });

  it('keeps what was spent when it is raised, lowered or said in another currency', () => {
    const purse = { limit: 1000, currency: 'GBP', left: 400, leases: {} };
    expect(withLimit(purse, { limit: 2000, currency: 'GBP' }, rates).left).toBe(1400);
    expect(withLimit(purse, { limit: 500, currency: 'GBP' }, rates).left).toBe(-100);
    expect(withLimit(purse, { limit: 1000, currency: 'USD' }, rates).left).toBe(250);
    // Without a rate nobody can tell what is left.
    expect(withLimit(purse, { limit: 1000, currency: 'CHF' }, rates).left).toBe(0);
  });
});
