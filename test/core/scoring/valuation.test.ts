import { describe, expect, it } from 'vitest';
import { checkValuation } from '../../../lib/core/definition/check-valuation.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { lookAt } from '../../../lib/core/scoring/look.ts';
import { discountedOrders } from '../../../lib/core/scoring/models/lifetime-value.ts';
import { mbgNbd } from '../../../lib/core/scoring/models/mbg-nbd.ts';
import { orderWorthOf } from '../../../lib/core/scoring/outlook.ts';
import { bookkeepingOf, valuationOf } from '../../../lib/core/scoring/valuation.ts';
import { data, order, settings, settingsInput } from '../shop.ts';
import { fits } from './shop-figures.ts';
import { now, scopeWith, scored, shopper } from './shopper.ts';

const parse = (more: object) => settingsSchema.safeParse({ ...settingsInput, ...more });

describe('what the settings say of the worth of a customer', () => {
  it('has usual values where they say nothing, as settings that were stored before', () => {
    expect(valuationOf(settings)).toMatchObject({
      margins: undefined,
      costToServe: { order: 0, return: 0 },
      frequency: { window: 182, heavy: 26 },
      complaints: ['complaint.opened'],
      lifetime: { discount: 0.1 },
      programs: [],
    });
    expect(bookkeepingOf(settings).margins).toBeUndefined();
  });

  it('is in the base currency', () => {
    const { valuation } = scopeWith({ costToServe: { order: '5 EUR', return: '2 GBP' } });
    expect(valuation.costToServe).toEqual({ order: 400, return: 200 });
  });

  it.each([
    [{ margins: { coffee: '50%' } }, 'a "default"'],
    [{ margins: { default: '140%' } }, 'from "0%" to "100%"'],
    [{ frequency: { heavy: 6, medium: 6 } }, 'heavy must be more than medium'],
    [{ costToServe: { order: 3 } }, 'an amount with its currency'],
  ])('%j is refused with what is wanted', (more, sentence) => {
    expect(parse(more).error?.issues[0]?.message).toContain(sentence);
  });

  it('names a cost without a rate, and a complaint that nobody can tell', () => {
    const costly = settingsSchema.parse({
      ...settingsInput,
      costToServe: { return: '1 CHF' },
      complaints: ['order.placed', 'ticket.raised'],
    });
    expect(checkValuation(costly, { data: { ...data, activities: { 'order.placed': { properties: {} } } } })).toMatchObject([
      { path: ['costToServe', 'return'], message: expect.stringContaining('no rate for CHF') },
      { path: ['complaints', 1], given: 'ticket.raised' },
    ]);
  });
});

describe('the lifetime value in four steps', () => {
  it.each([1, 3, 20])('differs by less than a thousandth from that in weeks, for %i orders', (orders) => {
    const weekly = Array.from({ length: orders }, (_, index) => order(new Date(now - (3 + index * 7) * 86_400_000).toISOString(), 3_000));
    const subject = shopper(weekly, { margins: { default: '100%' } });
    const scope = scopeWith({ margins: { default: '100%' } });
    const look = lookAt(subject, scope);
    const summary = look.summary();
    const worth = orderWorthOf(look);
    if (!summary || worth === undefined) throw new Error('she has orders');
    const inWeeks = discountedOrders((weeks) => mbgNbd.expectedOrders(fits['mbg-nbd'].parameters, summary, weeks), {
      annualRate: 0.1,
      weeks: scope.valuation.lifetime.weeks,
    });
    const found = scored('lifetimeValue', subject, scope);
    if (typeof found !== 'object' || found === null || !('amount' in found)) throw new Error('it is known');
    expect(Math.abs(Number(found.amount) / (inWeeks * worth) - 1)).toBeLessThan(0.001);
  });
});
