import { expect, it } from 'vitest';
import type { Step } from '../../../lib/core/definition/step.ts';
import { unnamedSteps } from '../../../lib/core/description/unnamed-steps.ts';

const wait: Step = { wait: '7 days' };

it('given steps without a name, when they are told, then by what they do and where they stand; who has a name is not among them', () => {
  const steps: Step[] = [
    { send: 'miss-you' },
    wait,
    {
      id: 'offer',
      split: [
        { arm: 'points', share: '50%', then: [wait, { send: 'more' }] },
        { arm: 'coupon', share: '50%', then: [] },
      ],
    },
    { branch: [{ if: { field: 'metrics.orders', atLeast: 2 }, then: [wait] }], otherwise: [wait] },
    { wait: '3 days', for: { activity: 'order.placed' }, then: [{ exit: 'bought' }], otherwise: [{ id: 'rest', wait: '1 day' }] },
  ];
  expect(unnamedSteps(steps)).toEqual({
    'steps.1': { does: 'waits 7 days', where: '2nd step' },
    'steps.2.split.0.then.0': { does: 'waits 7 days', where: '3rd step, arm points, 1st step' },
    'steps.3': { does: 'asks', where: '4th step' },
    'steps.3.branch.0.then.0': { does: 'waits 7 days', where: '4th step, case 1, 1st step' },
    'steps.3.otherwise.0': { does: 'waits 7 days', where: '4th step, otherwise, 1st step' },
    'steps.4': { does: 'waits 3 days for order.placed', where: '5th step' },
    'steps.4.then.0': { does: 'ends here: bought', where: '5th step, if it comes, 1st step' },
  });
});

it('given more than ten steps, when they are told, then in English', () => {
  const places = Object.values(unnamedSteps(Array.from({ length: 23 }, () => wait))).map(({ where }) => where);
  for (const place of ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '20th', '21st', '22nd', '23rd'])
    expect(places).toContain(`${place} step`);
});
