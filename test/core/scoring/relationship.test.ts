import { describe, expect, it } from 'vitest';
import { activity, order } from '../shop.ts';
import { now, scopeWith, scored, shopper, withPoints } from './shopper.ts';

const answer = (score: number, about?: string) =>
  activity('survey.answered', '2026-05-01T10:00Z', { score, campaign: 'nps', ...(about !== undefined && { about }) });
const twice = [order('2026-05-10T10:00Z', 150, 'o-1'), order('2026-05-25T10:00Z', 150, 'o-2')];

describe('the loyalty matrix', () => {
  it.each([
    [7, 7, 'loyal'],
    [10, 6, 'easily-poached'],
    [6, 10, 'still-hoping'],
    [0, 6, 'saboteur'],
  ])('product %i and service %i are %s', (product, service, kind) => {
    expect(scored('loyalty', shopper([answer(product, 'product'), answer(service, 'service')]))).toBe(kind);
  });

  it('is unknown until she answered about both', () => {
    expect(scored('loyalty', shopper([answer(9), answer(9, 'product')]))).toBe('unknown');
  });

  it('does not hide behind satisfaction: overall counts first, else the mean of both', () => {
    expect(scored('satisfaction', shopper([answer(3), answer(9, 'product')]))).toBe(3);
    expect(scored('satisfaction', shopper([answer(4, 'service'), answer(9, 'product')]))).toBe(6.5);
  });
});

describe('the stages of a relationship', () => {
  it('begin with a stranger, also where only we did something', () => {
    const ours = ['email.delivered', 'email.opened', 'email.clicked-by-machine', 'customer.updated', 'points.expired'].map((type) =>
      activity(type, '2026-05-01T10:00Z'),
    );
    expect(scored('stage', shopper(ours))).toBe('stranger');
  });

  it.each(['email.clicked', 'basket.updated', 'campaign.responded', 'account.opened'])('%s makes her an acquaintance', (type) => {
    expect(scored('stage', shopper([activity(type, '2026-05-01T10:00Z')]))).toBe('acquaintance');
  });

  it('go on with one order, and with a second', () => {
    expect(scored('stage', shopper(twice.slice(0, 1)))).toBe('friend');
    expect(scored('stage', shopper(twice))).toBe('customer');
  });

  it('end as family: of class A, still there, and content', () => {
    expect(scored('stage', shopper([...twice, answer(9)]))).toBe('family');
    expect(scored('stage', shopper([...twice, answer(6)]))).toBe('customer');
    const poor = twice.map((one, index) => order(new Date(one.occurredAt).toISOString(), 20, `p-${index}`));
    expect(scored('stage', shopper([...poor, answer(9)]))).toBe('customer');
    const gone = [order('2023-05-01T10:00Z', 150, 'o-1'), order('2023-05-08T10:00Z', 150, 'o-2'), answer(9)];
    expect(scored('stage', shopper(gone))).toBe('customer');
  });

  it('or in the highest tier, whatever she answered', () => {
    const { valuation, ...scope } = scopeWith();
    const tiered = { ...scope, valuation: { ...valuation, programs: [{ id: 'circle', pointCost: 0, topTier: 'gold' }] } };
    const subject = shopper(twice);
    expect(scored('stage', withPoints(subject, { tier: 'gold' }), tiered)).toBe('family');
    expect(scored('stage', withPoints(subject, { tier: 'silver' }), tiered)).toBe('customer');
  });

  it('cannot tell family from customer before the shop was counted', () => {
    expect(scored('stage', { ...shopper([...twice, answer(9)]), shop: undefined })).toBe('unknown');
    expect(scored('stage', { ...shopper(twice), shop: undefined })).toBe('customer');
  });
});

describe('signals of discontent', () => {
  const noted = (when: string, signal: string) => activity('discontent.noted', when, { signal });

  it('are complaints and what was noted, of the last 180 days', () => {
    const subject = shopper([
      activity('complaint.opened', '2026-05-01T10:00Z'),
      noted('2026-04-01T10:00Z', 'competitor'),
      noted('2025-01-01T10:00Z', 'seller'),
    ]);
    expect(scored('discontent', subject)).toEqual(['competitor', 'complaints']);
  });

  it('count as complaints the activities that the settings name', () => {
    const subject = shopper([activity('ticket.raised', '2026-05-01T10:00Z'), activity('complaint.opened', '2026-05-01T10:00Z')]);
    expect(scored('discontent', subject, scopeWith({ complaints: ['ticket.raised'] }))).toEqual(['complaints']);
    expect(scored('discontent', subject, scopeWith({ complaints: [] }))).toEqual([]);
  });

  it('include orders that fall, and are an empty list of somebody content', () => {
    const before = Array.from({ length: 8 }, (_, index) =>
      order(new Date(now - (100 + index * 8) * 86_400_000).toISOString(), 30, `o-${index}`),
    );
    expect(scored('discontent', shopper(before))).toEqual(['falling']);
    expect(scored('discontent', shopper([]))).toEqual([]);
  });
});
