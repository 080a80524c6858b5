import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setAttributes, stampOf } from '../../../lib/core/attributes.ts';
import { emptyProfile, foldActivity, type Profile } from '../../../lib/core/customer.ts';
import { type Spell, talliesOf } from '../../../lib/core/scoring/shop-tallies.ts';
import { tallyOf } from '../../../lib/core/scoring/shop-tally.ts';

const counting = { rates: { base: 'GBP', toBase: { USD: 0.8 } }, zone: 'Europe/London' };
const instants = [1, 2, 9, 40, 41, 200].map((days) => Date.UTC(2026, 0, days, 3));

interface Deed {
  type: string;
  amount: number;
  currency: string;
  at: number;
  zone: string | undefined;
  /** From which instant on this is known. */
  known: number;
}

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({
    type: fc.constantFrom('order.placed', 'order.placed', 'order.refunded'),
    amount: fc.integer({ min: 0, max: 90_000 }),
    currency: fc.constantFrom('GBP', 'USD', 'CHF'),
    at: fc.integer({ min: instants[0] ?? 0, max: instants.at(-1) ?? 0 }),
    zone: fc.constantFrom('Europe/London', 'Asia/Kolkata', 'Nowhere', undefined),
    known: fc.nat({ max: instants.length }),
  }),
  { maxLength: 5 },
);

/** She as she stands at each instant; undefined = nobody knew her yet. */
function standsOf(id: string, done: Deed[]): (Profile | undefined)[] {
  let profile: Profile | undefined;
  return instants.map((_, index) => {
    for (const [place, { type, amount, currency, at, zone, known }] of done.entries()) {
      if (known !== index) continue;
      const money = { amount, currency };
      const data = { orderId: `${id}-${place}`, ...(type === 'order.placed' ? { total: money } : { amount: money }) };
      profile = foldActivity(
        setAttributes(profile ?? emptyProfile(id), zone === undefined ? {} : { zone }, stampOf(at, `${place}`)),
        { id: `${id}-${place}`, type, customer: id, occurredAt: at, data },
        counting.rates,
      );
    }
    return profile;
  });
}

function spellsOf(stands: (Profile | undefined)[]): Spell[] {
  return stands.flatMap((profile, from) => {
    if (!profile || profile === stands[from - 1]) return [];
    const until = stands.findIndex((later, index) => index > from && later !== profile);
    return [{ profile, from, until: until < 0 ? stands.length : until }];
  });
}

it('given customers who come and change, when they are counted spell by spell, then each tally is that of whoever stands there', () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 12 }), fc.nat({ max: 3 }), (customers, everyFit) => {
      const stands = customers.map((done, index) => standsOf(`c${index}`, done));
      const first = instants.findIndex((_, index) => stands.some((each) => each[index]));
      const expected = instants.map((now, index) => {
        const sampled = everyFit > 0 && (index % everyFit === 0 || index === first);
        return tallyOf(
          stands.flatMap((each) => each[index] ?? []),
          { ...counting, now, sampled },
        );
      });
      expect(talliesOf(stands.flatMap(spellsOf), { instants, everyFit }, counting)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
