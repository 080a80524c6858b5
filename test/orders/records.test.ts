import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../lib/orders/records.ts';

async function cellsOf(texts: string[], delimiter: string): Promise<string[][]> {
  async function* lines() {
    yield texts.map((text, index) => ({ number: index + 1, text }));
  }
  const cells: string[][] = [];
  for await (const records of readRecords(lines(), delimiter))
    cells.push(...records.map((record) => ('cells' in record ? record.cells : [])));
  return cells;
}

const cell = fc.stringMatching(/^[ -~äé]{0,12}$/).map((text) => text.replace(/["',;|\\]/g, ''));

describe('cutting lines into cells', () => {
  it('gives the same cells of a line without quotes as of the same line with one quoted cell', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t', '|'), async (cells, delimiter) => {
        const header = ['a', ...cells.map(() => 'b')].join(delimiter);
        const rows = [`bare${delimiter}${cells.join(delimiter)}`, `"bare"${delimiter}${cells.join(delimiter)}`];
        const [, bare, quoted] = await cellsOf([header, ...rows], delimiter);
        expect(bare).toEqual(quoted);
        expect(bare).toEqual(['bare', ...cells.map((text) => text.trim())]);
      }),
      { numRuns: 300 },
    );
  });
});
