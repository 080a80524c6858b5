import { expect, it } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { playHistory, putGuests } from '../../lib/sandbox/play.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { builtInShop } from '../../lib/sandbox/shop/built-in-shop.ts';
import { guestsAmong } from '../../lib/sandbox/shop/guests.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { customerOf, dated } from '../../lib/usecases/import-entry.ts';
import { copyExamples } from '../example-shop.ts';
import { temporaryFolder } from './temporary-folder.ts';

it('the guests of the built-in shop get the offer of spring, and once a reminder', { timeout: 60_000 }, async () => {
  const now = Date.UTC(2027, 1, 26);
  const folder = temporaryFolder();
  await copyExamples(`${folder}/campaigns`, ['spring-offer']);
  const sandbox = await startSandbox({ folder: `${folder}/.sandbox`, port: 0, now, tables: 'memory' });
  try {
    await publishFolder(sandbox.world, `${folder}/campaigns`, now);
    const history = [...dated(builtInShop({ endAt: now, liveFrom: now, customers: 160 }).history)];
    await playHistory(sandbox, history, () => undefined);
    const guests = guestsAmong(history.map(customerOf));
    await putGuests(sandbox.world, guests);
    await putGuests(sandbox.world, guests);
    const figuresAt = async (at: number) => {
      await sandbox.advanceTo(at);
      return (await closeFigures(sandbox.world)).byCampaign['spring-offer'];
    };
    const offered = await figuresAt(Date.UTC(2027, 2, 3));
    expect(offered?.targeted).toBe(guests.customers.length);
    expect(offered?.sent).toBeGreaterThan(1);
    expect((await figuresAt(Date.UTC(2027, 2, 20)))?.sent).toBe(2 * (offered?.sent ?? 0));
  } finally {
    await sandbox.stop();
  }
});
