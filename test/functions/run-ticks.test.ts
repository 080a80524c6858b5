import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { create as runCampaigns } from '../../functions/run-campaigns.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import type { Cloud } from './cloud.ts';
import { mailsOf, news, runShop } from './scheduled-shop.ts';
import { context, hour, noon } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const minute = 60_000;
const inLondon = { once: '2026-11-03 09:00', zone: 'Europe/London' };
const london = noon + 21 * hour;
const runOf = async (cloud: Cloud) => (await loadRuns(cloud.world, 'news')).at(-1);

describe('a tick', () => {
  /** A run that is selected and due now, and a function that lets minutes pass. */
  async function dueRun(others: string[] = []) {
    const cloud = await runShop([news({ entry: { trigger: inLondon } })], { others });
    Object.assign(cloud.world.quota, { perSecond: 100 });
    const { world } = cloud.limited('run-campaigns');
    const tick = runCampaigns(world);
    cloud.now = london;
    return {
      cloud,
      world,
      async ticks(minutes: number) {
        for (const until = cloud.now + minutes * minute; cloud.now < until; cloud.now += minute) {
          await tick({}, context);
          await cloud.settle();
          for (let turn = cloud.world.queues.nextAt('bulk'); turn !== undefined && turn <= cloud.now + minute; ) {
            cloud.now = Math.max(turn, cloud.now);
            await cloud.settle();
            turn = cloud.world.queues.nextAt('bulk');
          }
        }
      },
    };
  }

  it('fills the room however few recipients stand in one stretch, and asks what became of as many', async () => {
    const { cloud, world, ticks } = await dueRun(Array.from({ length: 247 }, (_, index) => `c${index}`));
    const { waiting } = world;
    world.waiting = async () => 1e6;
    await ticks(1);
    world.waiting = waiting;
    const pk = 'STOCK#news#2026-11-03T09:00';
    const { items } = await cloud.world.table.query({ table: 'control', pk, prefix: 'RELEASE#' });
    for (const { stretch, ...key } of items) {
      const { from, to, ...rest } = z.looseObject({ from: z.number(), to: z.number() }).parse(stretch);
      const each = Array.from({ length: to - from }, (_, index) => ({ ...rest, from: from + index, to: from + index + 1 }));
      await cloud.world.table.write([{ delete: { table: 'control', pk, sk: key.sk } }]);
      for (const one of each) {
        const sk = key.sk.replace(/\d+$/, String(one.from).padStart(5, '0'));
        await cloud.world.table.write([{ put: { table: 'control', pk, sk, stretch: JSON.parse(JSON.stringify(one)) } }]);
      }
    }
    await ticks(1);
    expect(mailsOf(cloud)).toHaveLength(250);
    await ticks(6);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', tally: { sent: 250 } });
  });

  it('takes a selection up that lost a task, also while its workers are busy with others', async () => {
    const { cloud, world, ticks } = await dueRun();
    const { enqueue } = world;
    let lost = 0;
    world.enqueue = (queue, tasks) => enqueue(queue, queue === 'pages' && lost++ === 0 ? [] : tasks);
    world.waiting = async (queue) => (queue === 'pages' ? 1000 : 0);
    await ticks(15);
    expect(await runOf(cloud)).toMatchObject({ status: 'selecting', targeted: 0 });
    await ticks(2);
    expect(await runOf(cloud)).toMatchObject({ targeted: 3 });
  });

  it('hands recipients on again of whom there is no word after a quarter of an hour', async () => {
    const { cloud, world, ticks } = await dueRun();
    const { enqueue } = world;
    let lost = 0;
    world.enqueue = (queue, tasks) => enqueue(queue, queue === 'bulk' && tasks.length > 0 && lost++ === 0 ? [] : tasks);
    await ticks(20);
    expect(mailsOf(cloud)).toHaveLength(3);
    expect(Math.max(...cloud.world.emails.map(({ at }) => at)) - london).toBeLessThanOrEqual(17 * minute);
  });

  it('closes the run of a paused campaign that lost a task, once it is too late for her', async () => {
    const { cloud, world, ticks } = await dueRun();
    const { enqueue } = world;
    let lost = 0;
    world.enqueue = (queue, tasks) => enqueue(queue, queue === 'bulk' && tasks.length > 0 && lost++ === 0 ? [] : tasks);
    await ticks(2);
    await orderCampaign(cloud.world, { campaign: 'news', order: 'pause' });
    await ticks(100);
    expect(await runOf(cloud)).toMatchObject({ status: 'sending' });
    cloud.now = london + 25 * hour;
    await ticks(90);
    expect(mailsOf(cloud)).toHaveLength(2);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 3, tally: { sent: 2, suppressed: { 'too-late': 1 } } });
  });
});
