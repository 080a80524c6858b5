import { expect, it } from 'vitest';
import { numberOf, percent } from '../../lib/cli/figure-text.ts';

it('given a share that is not all and not none, when it is rounded, then it does not read as if it were', () => {
  expect([399 / 400, 1 / 400, 0.9999].map((share) => percent(share))).toEqual(['>99%', '<1%', '>99%']);
  expect([399 / 400, 0.9996, 0.0004].map((share) => percent(share, 1))).toEqual(['99.8%', '>99.9%', '<0.1%']);
  expect([0, 1, 0.1 + 0.2 + 0.7, 0.006, 0.994].map((share) => percent(share))).toEqual(['0%', '100%', '100%', '1%', '99%']);
});

it('given one, none and many, when they are counted, then one is one', () => {
  expect([1, 0, 4338].map((count) => numberOf(count, 'order'))).toEqual(['1 order', '0 orders', '4,338 orders']);
  expect([1, 2].map((count) => numberOf(count, 'activity is', 'activities are'))).toEqual(['1 activity is', '2 activities are']);
});
