import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mailsOf, news, runShop } from './scheduled-shop.ts';
import { cidOf, day, hour, noon, order, outcomes, place, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const sorry = thanks({
  id: 'sorry',
  kind: 'database',
  entry: { trigger: { activity: 'customer.visited' } },
  steps: [{ pauseMarketing: '1 day' }, { send: 'hello' }],
});
const offer = thanks({ id: 'offer', kind: 'database', topic: 'offers', steps: [{ send: 'hello', validFor: '3 days' }] });
const broadcast = news({
  entry: { trigger: { once: '2026-11-02 20:00', zone: 'Europe/London' } },
  steps: [{ send: 'hello', validFor: '3 days' }],
});

describe('a pause of marketing', () => {
  it('holds that of every campaign, runs included, lets service pass, and ends by itself', async () => {
    const cloud = await runShop([sorry, offer, broadcast]);
    await place(cloud, { ...order('v1'), type: 'customer.visited', data: {} });
    await cloud.settle();
    await place(cloud, order('o1', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + 10 * hour);
    expect((await outcomes(cloud)).sort()).toEqual(['held paused', 'held paused', 'sent']);
    expect(await outcomes(cloud, cidOf('bob'))).toEqual(['sent']);
    await cloud.advanceTo(noon + 2 * day);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent', 'sent']);
    expect(mailsOf(cloud).filter((mail) => mail.endsWith('ann'))).toHaveLength(3);
  });
});
