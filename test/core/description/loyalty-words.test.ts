import { expect, it } from 'vitest';
import { couponPoolSchema, loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import { describePool, describeProgram } from '../../../lib/core/description/loyalty-words.ts';
import { stepWords } from '../../../lib/core/description/step-words.ts';
import { fixture, program } from '../definition/shop.ts';

it('a program is said in sentences', () => {
  const lines = describeProgram(loyaltyProgramSchema.parse(fixture('loyalty/big-spenders.json'))).split('\n');
  for (const sentence of [
    '- A customer becomes a member by order.placed where activity.total is at least 100 GBP; she stays one.',
    '- A member gets 2 points for each 1 GBP or 1.50 EUR of the total of order.placed.',
    '- Points can be spent at once.',
    '- All points end 18 months after she last earned or spent some.',
    '- 10 GBP off (tenner, a discount) for 500 points; by a code of back-10, good for 30 days; costs the shop 10 GBP.',
  ])
    expect(lines).toContain(sentence);
});

it.each<[object, string]>([
  [
    {},
    'A customer becomes a member by fee.paid where activity.amount is at least 49 GBP; it holds for 1 year, and the same again renews it.',
  ],
  [{}, 'All points end each year on 12-31; those that are younger than 3 months end a year later.'],
  [{}, 'Tiers go by the points that she earns in a calendar year: Gold (gold) from 500 points, Platinum (platinum) from 2000 points.'],
  [{ expiry: { after: '1 year', round: 'quarter' } }, 'Points end 1 year after they could first be spent, at the end of that quarter.'],
  [{ expiry: undefined }, 'Points never end.'],
  [
    { earn: [{ id: 'f', activity: 'friend.joined', points: 1, for: 'referrerId' }] },
    'The member who is named by referrerId gets 1 point for each friend.joined.',
  ],
  [
    { multiply: [{ id: 'day', by: 2, from: '2027-03-01', until: '2027-03-01' }] },
    '2 times the points of all of these on 2027-03-01 (day). Of several that hold the highest counts.',
  ],
  [{ rounding: 'nearest' }, 'What an activity earns in all is rounded to the nearest point.'],
])('says %o', (more, sentence) => {
  expect(describeProgram(program(more)).split('\n')).toContain(`- ${sentence}`);
});

it('a pool and what a step gives are said too', () => {
  expect(describePool(couponPoolSchema.parse({ id: 'x', name: 'X', codes: 'generated', prefix: 'X-', cost: '3 GBP' }))).toContain(
    'A pool of codes, made up when they are drawn, beginning with X-; each is handed out once. One costs the shop 3 GBP.',
  );
  expect(stepWords({ id: 'r', reward: { points: 1 } })).toBe('gives 1 point, which can be spent at once (called r)');
  expect(stepWords({ id: 'r', reward: { coupon: 'ten', validFor: '14 days' } })).toBe(
    'gives a code of ten, good for 14 days, drawn for the first message that shows it (called r)',
  );
  expect(stepWords({ waitUntil: 'best hour' })).toBe('waits for the hour at which she orders most, within a day');
});
