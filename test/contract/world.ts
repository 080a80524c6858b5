import { beforeAll, describe } from 'vitest';
import type { Table, World } from '../../lib/world.ts';
import { describeConditions } from './conditions.ts';
import { describeItems } from './items.ts';
import { describeReads } from './reads.ts';
import { type Gaps, tableUnderTest } from './table-under-test.ts';
import { describeTransactions } from './transactions.ts';
import { describeUpdates } from './updates.ts';

/** What every World's table promises; `world.ts` says it in words. */
export function describeTable(name: string, open: () => Promise<World>, gaps: Gaps = {}): void {
  describe(`the table ${name}`, () => {
    let opened: Table | undefined;
    beforeAll(async () => {
      opened = (await open()).table;
    });
    const table = tableUnderTest(() => {
      if (!opened) throw new Error('The World is open from the first test on, not while tests are being declared');
      return opened;
    });
    describeItems(table);
    describeConditions(table);
    describeUpdates(table, gaps);
    describeTransactions(table);
    describeReads(table);
  });
}
