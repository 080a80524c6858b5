import { expect, it } from 'vitest';
import { idleTexts, optInNotes } from '../../../lib/cli/simulation/plan-notes.ts';
import { campaign, planOf } from '../../core/simulation/simulated-shop.ts';

const week = { trigger: { every: 'week' as const, on: ['tuesday' as const], at: '09:00', zone: 'Europe/London' } };

it('given campaigns into which nobody came, then each says whether its trigger, its runs or its audience kept them out', () => {
  const plan = planOf([
    campaign('basket', { trigger: { activity: 'basket.updated' } }),
    campaign('letter', week),
    campaign('late', { trigger: { once: '2027-03-01 10:00', zone: 'Europe/London' } }),
    campaign('over', week, { starts: '2025-10-06', ends: '2025-11-01' }),
    campaign('once', { trigger: { once: '2026-03-01 10:00', zone: 'Europe/London' } }),
  ]);
  expect(idleTexts(plan)).toEqual({
    basket: 'nobody came by its trigger: when she does basket.updated',
    letter: 'none of its 52 runs found anybody in its audience: every week on tuesday at 09:00 in Europe/London',
    late: 'no run of it falls into these days: once, at 2027-03-01 10:00 in Europe/London',
    over: 'no run of it falls into these days: every week on tuesday at 09:00 in Europe/London, from 2025-10-06 on, until 2025-11-01',
    once: 'its run found nobody in its audience: once, at 2026-03-01 10:00 in Europe/London',
  });
});

it('given topics that nobody has confirmed, then only those of the campaigns and of their steps are named', () => {
  const noted = (...campaigns: Parameters<typeof planOf>[0]) => optInNotes(planOf(campaigns), { unconfirmed: ['news', 'tips'] }).join('\n');
  expect(noted(campaign('thanks', week))).toBe('');
  expect(noted(campaign('letter', week, { topic: 'news' }))).toMatch(/^Nobody has confirmed the topic "news", which/);
  const step = { send: 'hello', topic: 'tips', validFor: '2 days' };
  const branch = { branch: [{ if: { field: 'metrics.orders', atLeast: 2 }, then: [step] }] };
  expect(noted(campaign('letter', week, { topic: 'news' }), campaign('thanks', week, { steps: [branch] }))).toContain(
    'topics "news", "tips"',
  );
});
