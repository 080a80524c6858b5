import { expect, it } from 'vitest';
import { sampleScopes } from '../../../lib/core/definition/sample-scope.ts';
import { campaign, library } from './shop.ts';

it('everything that is declared has a value of its type, and once only what is always known', () => {
  const wait = { id: 'second', wait: '9 days', for: { activity: 'order.placed' } };
  const [full, bare] = sampleScopes(library([]), campaign({ steps: [wait, { send: 'hello' }] }));
  expect(full).toMatchObject({
    customer: { firstName: expect.any(String), birthday: '2027-03-01' },
    metrics: { orders: expect.any(Number), spend: { amount: expect.any(Number), currency: 'GBP' }, categories: expect.any(Array) },
    points: { member: true, available: expect.any(Number), tierName: expect.any(String), affordable: expect.any(Array) },
    score: { rfm: expect.any(String), lifetimeValue: { currency: 'GBP' }, nextOrderAt: expect.any(Number) },
    trigger: { total: { currency: 'GBP' }, occurredAt: expect.any(Number), date: '2027-03-01', lines: { length: 30 } },
    steps: { second: { total: { currency: 'GBP' } }, hello: { channel: expect.any(String) } },
    consent: { email: { offers: true }, sms: { offers: true } },
  });
  expect(bare).toMatchObject({ customer: {}, trigger: { total: { currency: 'GBP' } } });
  expect(Object.keys(bare?.points ?? {})).toEqual(['member']);
  expect(Object.keys(bare?.customer ?? {})).not.toContain('firstName');
  expect(Object.keys(bare?.trigger ?? {})).not.toContain('lines');
});

it('a code looks like one', () => {
  const gift = { id: 'gift', reward: { coupon: 'spring', validFor: '14 days' } };
  const [full] = sampleScopes(library([]), campaign({ steps: [gift, { send: 'hello' }] }));
  expect(full?.steps).toMatchObject({ gift: { code: 'SAMP-LE00-CODE' } });
});

it('without a campaign the trigger is any activity', () => {
  const [full] = sampleScopes(library([]), undefined);
  expect(full?.trigger).toMatchObject({ orderId: expect.any(String), basketId: expect.any(String) });
  expect(full?.steps).toEqual({});
});
