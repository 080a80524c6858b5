import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withdraw } from '../../lib/store/contacts.ts';
import type { World } from '../../lib/world.ts';
import { gather, tally, work } from './crowd.ts';
import { hour, noon } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** One recipient, whose first claim takes so long to be written. */
async function claimSlowly({
  by,
  at = noon,
  meanwhile = async () => undefined,
}: {
  by: number;
  at?: number;
  meanwhile?: (world: World, cid: string) => Promise<unknown>;
}) {
  const crowd = await gather(1);
  const { cloud, cids } = crowd;
  cloud.now = at;
  const { world } = cloud.limited('send-broadcasts');
  const { write } = world.table;
  let isFirst = true;
  world.table.write = async (operations) => {
    const answer = await write(operations);
    const [operation] = operations;
    if (isFirst && operation && 'update' in operation && operation.set?.[0]?.[0][0] === 'c') {
      isFirst = false;
      cloud.now += by;
      await meanwhile(cloud.world, cids[0] ?? '');
    }
    return answer;
  };
  await crowd.enqueue(crowd.chunks().map((chunk) => ({ ...chunk, dueAt: at })));
  await work(crowd, { until: at + hour / 2 });
  return { outcome: await tally(crowd), mails: cloud.world.emails.length };
}

describe('a claim that took too long to be written', () => {
  it('is given back, and made again', async () => {
    expect(await claimSlowly({ by: 6_000 })).toEqual({ outcome: { sent: 1 }, mails: 1 });
  });

  it('is not used when she withdrew meanwhile', async () => {
    const meanwhile = (world: World, cid: string) =>
      withdraw(world, cid, { evidence: { source: 'unsubscribe-link' }, channel: 'email', topic: 'offers', at: noon + 1 });
    expect(await claimSlowly({ by: 6_000, meanwhile })).toEqual({ outcome: { 'suppressed no-consent': 1 }, mails: 0 });
  });

  it('is not used when her hours have ended meanwhile, however short it took', async () => {
    const evening = Date.UTC(2026, 10, 2, 20, 59, 58);
    expect(await claimSlowly({ by: 3_000, at: evening })).toEqual({ outcome: { 'held quiet-hours': 1 }, mails: 0 });
  });
});
