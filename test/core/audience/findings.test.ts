import { describe, expect, it } from 'vitest';
import { compilePredicate } from '../../../lib/core/audience/compile.ts';
import { type Finding, findingOf } from '../../../lib/core/audience/findings.ts';
import { emptyProfile, foldActivity, type Profile } from '../../../lib/core/customer.ts';
import { type Predicate, predicateSchema } from '../../../lib/core/definition/predicate.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { activity, at, contact, order, settings, vip } from '../shop.ts';

const rates = ratesOf(settings);
const bought = [order('2026-03-01T10:00Z', 30)].reduce((profile, one) => foldActivity(profile, one, rates), emptyProfile('c-1'));
const hers: Profile = foldActivity(
  { ...bought, attributes: { firstName: 'Ann', country: 'GB' } },
  activity('survey.answered', '2026-03-02T10:00Z'),
  rates,
);

function ask(input: unknown, more: { profile?: Profile; now?: number } = {}): Finding {
  const predicate: Predicate = predicateSchema.parse(input);
  const test = compilePredicate(predicate, { segments: [vip], rates, where: 'test' });
  const subject = { profile: more.profile ?? hers, contact, zone: 'Europe/London' };
  return findingOf(test, predicate, { subject, segments: [vip], now: more.now ?? at('2026-03-10T10:00Z') });
}

describe('what was found and what would have to change', () => {
  it.each<[object, Finding['verdict'], string | undefined, string | undefined]>([
    [{ field: 'metrics.orders', atLeast: 2 }, 'no', '1', '1 more'],
    [{ field: 'metrics.orders', atMost: 0 }, 'no', '1', '1 less'],
    [{ field: 'metrics.orders', atLeast: 1 }, 'yes', '1', undefined],
    [{ field: 'metrics.spend', atLeast: '50 GBP' }, 'no', '30.00 GBP', '20.00 GBP more'],
    [{ field: 'metrics.spend', atLeast: '50 EUR' }, 'no', '30.00 GBP', 'must be at least 50 EUR'],
    [
      { field: 'metrics.lastOrderAt', olderThan: '30 days' },
      'no',
      '2026-03-01 10:00 Europe/London',
      'time: it is so from 2026-03-31 10:00 on',
    ],
    [
      { field: 'metrics.lastOrderAt', newerThan: '5 days' },
      'no',
      '2026-03-01 10:00 Europe/London',
      'something newer: it was so until 2026-03-06 10:00',
    ],
    [{ field: 'consent.email.offers', is: true }, 'yes', 'given', undefined],
    [{ field: 'consent.sms.service', is: true }, 'unknown', 'never asked', 'she must opt in to service by text message'],
    [{ field: 'customer.country', is: 'DE' }, 'no', 'GB', 'must be "DE"'],
    [{ field: 'customer.country', in: ['DE', 'FR'] }, 'no', 'GB', 'must be one of "DE", "FR"'],
    [{ field: 'customer.language', is: 'de' }, 'unknown', 'nothing', 'customer.language must be known'],
    [{ field: 'customer.firstName', is: 'Eve' }, 'no', undefined, 'must be "Eve"'],
    [{ did: { activity: 'survey.answered' }, times: { atLeast: 3 } }, 'no', '1', '2 more survey.answered'],
    [{ did: { activity: 'survey.answered' }, times: { atMost: 0 }, within: '30 days' }, 'no', '1', '1 too many; they count for 30 days'],
  ])('%j', (predicate, verdict, found, needs) => {
    const { verdict: said, found: saw, needs: change } = ask(predicate);
    expect([said, saw, change]).toEqual([verdict, found, needs]);
  });

  it('is told for each leaf of a whole, through segments, and turned round under "none"', () => {
    const { inner, ...whole } = ask({ all: [{ segment: 'vip' }, { none: [{ field: 'consent.email.offers', is: true }] }] });
    expect(whole).toEqual({ asked: 'all of', verdict: 'no' });
    expect(inner).toEqual([
      { asked: 'segment vip', verdict: 'no', inner: [{ asked: 'metrics.orders atLeast 2', verdict: 'no', found: '1', needs: '1 more' }] },
      {
        asked: 'none of',
        verdict: 'no',
        inner: [{ asked: 'consent.email.offers is true', verdict: 'yes', found: 'given', needs: 'she must opt out of offers by e-mail' }],
      },
    ]);
  });
});
