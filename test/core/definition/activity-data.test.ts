import { describe, expect, it } from 'vitest';
import { checkActivityData } from '../../../lib/core/definition/activity-data.ts';
import { data } from './shop.ts';

const total = { amount: 1299, currency: 'GBP' };
const placed = (more: object) => checkActivityData({ type: 'order.placed', data: { orderId: '17', total, ...more } }, data);

describe('the data of an activity', () => {
  it('that is right, with undeclared properties beside', () => {
    expect(placed({ categories: ['tea'], lines: [{ sku: 'a', quantity: 2, price: total }], gift: true, country: null })).toEqual([]);
    expect(checkActivityData({ type: 'customer.updated', data: { language: 'en', birthday: '1980-02-29' } }, data)).toEqual([]);
  });

  it.each([
    ['a missing order id', { orderId: undefined }, 'data.orderId is missing: it must be text'],
    ['a negative amount', { total: { amount: -1, currency: 'GBP' } }, 'data.total must be {"amount"'],
    ['a broken amount', { total: { amount: 12.5, currency: 'GBP' } }, 'data.total must be {"amount"'],
    ['a non-finite amount', { total: { amount: Number.POSITIVE_INFINITY, currency: 'GBP' } }, 'data.total must be {"amount"'],
    ['an unknown currency', { total: { amount: 1, currency: 'XQQ' } }, 'data.total must be {"amount"'],
    ['an amount as text', { total: '12.99 GBP' }, 'data.total must be {"amount"'],
    ['a wrong type inside a list', { lines: [{ quantity: '2' }] }, 'data.lines[0].quantity must be a finite number'],
    ['an object for a list', { categories: { a: 1 } }, 'data.categories must be a list'],
  ])('%s is refused', (_what, more, because) => {
    expect(placed(more)).toEqual([expect.stringContaining(because)]);
  });

  it('an undeclared activity is refused, and the declared are named', () => {
    expect(checkActivityData({ type: 'order.palced', data: {} }, data)).toEqual([
      expect.stringMatching(/"order\.palced" is not declared.*order\.placed/),
    ]);
  });

  it('a day that does not exist is refused', () => {
    expect(checkActivityData({ type: 'customer.updated', data: { birthday: '1981-02-29' } }, data)).toEqual([
      'data.birthday must be a date, such as "2027-03-01"',
    ]);
  });
});
