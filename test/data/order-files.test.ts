import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const data = new URL('../../../shared/data/', import.meta.url).pathname;
const present = existsSync(data);
if (!present) console.warn(`skipped: the folder of real data is absent (${data})`);

const measuredSchema = z.object({
  summary: z.record(z.string(), z.unknown()),
  entryCount: z.number(),
  entries: z.number(),
  refunds: z.number(),
  withOrder: z.number(),
  peakMegabytes: z.number(),
  seconds: z.number(),
});

async function measure(file: string, map?: string): Promise<z.infer<typeof measuredSchema>> {
  const program = new URL('./measure-import.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [program, file, ...(map === undefined ? [] : [map])]);
  return measuredSchema.parse(JSON.parse(stdout));
}

describe.skipIf(!present)('real order files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-data-'));
  const onlineRetail = join(data, 'online_retail/online_retail.csv.gz');
  let full: z.infer<typeof measuredSchema>;
  const mapped = (map: unknown) => {
    const file = join(folder, 'map.json');
    writeFileSync(file, JSON.stringify(map));
    return file;
  };

  beforeAll(async () => {
    full = await measure(onlineRetail);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('close on Online Retail to the figures that the plain cleaning rule gives', () => {
    expect(full.summary).toEqual({
      lines: 541_909,
      imported: 397_924,
      refundLines: 8_905,
      rejected: { 'no-customer': 135_080 },
      orders: 18_536,
      refunds: 3_654,
      customers: 4_339,
      revenue: { GBP: '8911407.90' },
    });
  });

  it('find the order of most cancellations in Online Retail', () => {
    expect(full).toMatchObject({ refunds: 3_654, withOrder: 3_081 });
    // 33 customers only ever gave something back.
    expect(full.entries).toBe(18_536 + 3_654 + 4_339 + 33);
    expect(full.entryCount).toBe(full.entries);
  });

  it('take no more memory for ten times the lines', async () => {
    const lines = gunzipSync(readFileSync(onlineRetail)).toString('utf8').split('\n');
    const file = join(folder, 'tenth.csv.gz');
    writeFileSync(file, gzipSync(lines.slice(0, 54_191).join('\n')));
    const tenth = await measure(file);
    console.info(
      `Online Retail: ${full.seconds} s, peak ${full.peakMegabytes} MB; a tenth of it: ${tenth.seconds} s, peak ${tenth.peakMegabytes} MB`,
    );
    expect(full.peakMegabytes).toBeLessThan(256);
    expect(full.peakMegabytes / tenth.peakMegabytes).toBeLessThan(1.8);
  });

  it('close on CDNOW with a map of runs of spaces, by names and by numbers', async () => {
    const file = join(data, 'cdnow/CDNOW_master.txt');
    const named = { customer: 'customer_id', date: 'date', quantity: 'number_of_cds', amount: 'dollar_value' };
    const byName = await measure(file, mapped({ delimiter: ' ', columns: named, dateFormat: 'yyyyMMdd' }));
    const expected = { imported: 69_659, refundLines: 0, orders: 69_659, customers: 23_570, revenue: { USD: '2500315.63' } };
    expect(byName.summary).toMatchObject({ ...expected, lines: 69_659, rejected: {} });
    const byNumber = await measure(
      file,
      mapped({ delimiter: ' ', header: false, columns: { customer: 1, date: 2, amount: 4 }, dateFormat: 'yyyyMMdd' }),
    );
    expect(byNumber.summary).toMatchObject({ ...expected, lines: 69_660, rejected: { 'bad-date': 1 } });
  });

  it('close on the orders of the R package rfm', async () => {
    const map = mapped({ columns: { customer: 'customer_id', date: 'order_date', amount: 'revenue' } });
    const { summary } = await measure(join(data, 'rfm/rfm_orders.csv'), map);
    expect(summary).toMatchObject({ lines: 4_906, imported: 4_906, rejected: {}, orders: 4_906, customers: 995 });
  });
});
