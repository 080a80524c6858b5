import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadRuns } from '../../lib/store/runs.ts';
import type { FunctionName } from '../../lib/wiring.ts';
import type { Cloud } from './cloud.ts';
import { mailsOf, news, runShop } from './scheduled-shop.ts';
import { hour, noon } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** Whether the call on which the function dies still reached the world. */
type Blow = 'before' | 'after';

/** The functions of the runs die on their n-th effect, whatever they are at with it, and live again at the next tick. */
function kill(cloud: Cloud, { call, blow }: { call: number; blow: Blow }): { effects(): number; revive(): void } {
  let effects = 0;
  let dead = false;
  const mortal = async <T>(run: () => Promise<T>): Promise<T> => {
    if (dead) throw new Error('killed');
    effects += 1;
    if (effects !== call) return run();
    dead = true;
    if (blow === 'after') await run();
    throw new Error('killed');
  };
  const revive = () => {
    dead = false;
  };
  for (const name of ['run-campaigns', 'enroll-customers'] satisfies FunctionName[]) {
    const { world } = cloud.limited(name);
    const { enqueue } = world;
    const { write } = world.table;
    world.enqueue = (queue, tasks) => mortal(() => enqueue(queue, tasks));
    world.table.write = (operations) => mortal(() => write(operations));
  }
  return { effects: () => effects, revive };
}

async function live(cloud: Cloud, revive: () => void): Promise<void> {
  while (cloud.now < noon + 5 * hour) {
    revive();
    // A tick that dies is made up for by the next.
    await cloud.advanceTo(cloud.now + hour / 6).catch(() => undefined);
  }
}

describe.each(['before', 'after'] as const)('a run that is killed %s any of its effects', (blow) => {
  it.each([
    ['a broadcast', [{ send: 'hello', validFor: '1 day' }], { sent: 3 }],
    ['a journey', [{ send: 'hello', validFor: '1 day' }, { wait: '1 hour' }, { emit: 'gift.due' }], { entered: 3 }],
  ])(
    '%s reaches everybody once, and closes its equation',
    async (_, steps, tally) => {
      for (let call = 1, effects = call; call <= effects; call += 1) {
        const cloud = await runShop([news({ steps, entry: { trigger: { once: '2026-11-02 13:00', zone: 'UTC' } } })]);
        const mortal = kill(cloud, { call, blow });
        await live(cloud, mortal.revive);
        effects = mortal.effects();
        const [run] = await loadRuns(cloud.world, 'news');
        expect({
          call,
          mails: mailsOf(cloud)
            .map((mail) => mail.slice(-3))
            .sort(),
        }).toEqual({ call, mails: ['ann', 'bob', 'kei'] });
        expect({ call, run }).toMatchObject({ call, run: { status: 'closed', targeted: 3, tally } });
      }
    },
    120_000,
  );
});
