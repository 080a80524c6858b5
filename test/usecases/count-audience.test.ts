import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showAudience } from '../../lib/cli/audience.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { countAudience } from '../../lib/usecases/count-audience.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { publication } from '../functions/publication.ts';
import { noon, shop } from '../functions/shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

describe('an audience', () => {
  it('is counted as in, not in and unknown, with ten members and what was found of them', async () => {
    const cloud = await shop();
    for (let n = 0; n < 30; n++) {
      const attributes: Record<string, string> = n < 15 ? { country: 'GB' } : n < 20 ? { country: 'DE' } : { firstName: 'Eve' };
      await saveCustomer(cloud.world, {
        customer: `c${n}`,
        attributes,
        consent: { email: { offers: n < 12 || n === 25 } },
        evidence: { source: 'api' },
        at: noon,
      });
    }
    await cloud.settle();
    const segments = [
      segmentSchema.parse({
        id: 'british',
        name: 'British',
        rule: {
          all: [
            { field: 'customer.country', is: 'GB' },
            { field: 'consent.email.offers', is: true },
          ],
        },
      }),
    ];
    const told: number[] = [];
    const { settings } = publication();
    const count = await countAudience(cloud.world, { segment: 'british', segments, settings }, (_, __, customers) => told.push(customers));
    // Ann is British too; of somebody without a country it is not known, unless what she agreed to decides it.
    expect({ in: count.in, out: count.out, unknown: count.unknown }).toEqual({ in: 13, out: 17, unknown: 1 });
    expect(count.members).toHaveLength(10);
    expect(told.at(-1)).toBe(31);
    expect(showAudience('british', count).split('\n').slice(0, 1)).toEqual([
      'british: 13 of 31 customers are in it, 17 are not, of 1 it is not known, and they get nothing',
    ]);
    expect(count.members[0]?.finding.inner?.[0]).toMatchObject({
      asked: 'all of',
      inner: [
        { verdict: 'yes', found: 'GB' },
        { verdict: 'yes', found: 'given' },
      ],
    });
  });
});
