import { describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { addChanges, countedCampaigns } from '../../lib/store/counters.ts';
import { keepBaseCurrency } from '../../lib/usecases/keep-base-currency.ts';
import { publication } from '../functions/publication.ts';

const { settings } = publication();
const inBase = (base: string) => ({ ...settings, rates: { base, toBase: { EUR: 1, GBP: 1 } } });

describe('the base currency', () => {
  it('may change until something is counted, and then no more', async () => {
    const world = memoryWorld({ now: () => 0 });
    await keepBaseCurrency(world, inBase('EUR'));
    await publishCatalogue(world, { ...publication(), settings: inBase('GBP') }, 0);
    await keepBaseCurrency(world, inBase('EUR'));
    const [campaign = ''] = await countedCampaigns(world);
    await addChanges(world, 'shard', [{ sequence: '1', at: 0, change: { campaign, bucket: '2026-11-02', n: { revenue: 5 }, gone: {} } }]);
    await keepBaseCurrency(world, inBase('GBP'));
    await expect(keepBaseCurrency(world, inBase('EUR'))).rejects.toThrow(
      `the base currency would go from GBP to EUR, but revenue and costs of "${campaign}" are counted in GBP`,
    );
  });
});
