import { expect, it } from 'vitest';
import { campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { campaign, problemsOf, template, variable } from './shop.ts';

const gift = { id: 'gift', reward: { coupon: 'spring', validFor: '14 days' } };

it('a notice to colleagues shows no code of a customer, which may not be drawn yet', () => {
  const steps = [gift, { send: 'hello' }, { notify: 'task', to: 'care-team' }];
  const templates = [
    template('hello', { variables: [variable('steps.gift.code')] }),
    template('task', { variables: [variable('steps.gift.code')] }),
  ];
  const found = problemsOf(campaign({ steps, limits: { budget: '100 GBP' } }), { templates }).filter((problem) => problem.includes('code'));
  expect(found).toEqual([
    'error steps[2].notify: template "task" shows a customer\'s code, which is drawn when a message to her shows it: a notice to colleagues cannot; take it out',
  ]);
});

it('a reward of points has an upper bound', () => {
  const rich = { ...campaign(), steps: [{ id: 'gift', reward: { points: 2 ** 50 } }] };
  expect(campaignSchema.safeParse(rich).error?.message).toContain('a whole number of points, from 1 to 1000000');
});
