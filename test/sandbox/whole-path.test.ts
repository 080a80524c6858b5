import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { orderFileSource, type Source } from '../../lib/cli/sandbox-source.ts';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { playHistory, playLive } from '../../lib/sandbox/play.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { openFolder, removeFolder } from './sixty-days.ts';

const day = 86_400_000;

let folder: string;
beforeEach(async () => {
  folder = await openFolder();
});
afterEach(() => removeFolder(folder));

/** The live orders are those of the last four weeks; each is thanked for, but the ones that were refunded before. */
const expected = { orders: 60, customers: 12, targeted: 27, sent: 27, suppressed: {}, failed: {}, unknown: 0, held: {}, open: 0 };

/** The owner is mailed on each Monday of the four weeks. */
const reports = 4;

async function play(sandbox: Sandbox, source: Source) {
  await publishFolder(sandbox.world, join(folder, 'campaigns'), source.liveFrom);
  await playHistory(sandbox, source.history(), () => undefined);
  await playLive(sandbox, source.live(), () => undefined);
  await sandbox.advanceTo(source.endAt + day);
  return closeFigures(sandbox.world);
}

describe('the whole path of an order file', () => {
  it.each(findDynoxide() ? (['memory', 'dynamodb'] as const) : (['memory'] as const))(
    'on %s: every live order is thanked for once, and the equation closes',
    async (tables) => {
      const source = await orderFileSource(join(folder, 'orders.csv'), {}, { brands: [] });
      const sandbox = await startSandbox({ folder: join(folder, '.sandbox'), port: 4600, now: source.liveFrom, tables });
      try {
        expect(await play(sandbox, source)).toMatchObject(expected);
        expect(sandbox.mailbox.counts()).toEqual({ email: expected.sent + reports, sms: 0 });
      } finally {
        await sandbox.stop();
        source.close();
      }
    },
  );
});
