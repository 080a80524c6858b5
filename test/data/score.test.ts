import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { folder as data, dataPresent, rowsOf, vector } from './shops.ts';

const folder = mkdtempSync(join(tmpdir(), 'rapport-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fitSchema = z.object({
  status: z.enum(['fitted', 'refused']),
  reason: z.string().optional(),
  parameters: z.record(z.string(), z.number()),
  logLikelihood: z.number(),
});
const portraitSchema = z.object({
  customers: z.number(),
  orders: z.number(),
  repeatBuyers: z.number(),
  revenue: z.string(),
  pareto: z.object({ topTwentyPercentShare: z.number(), gini: z.number(), A: z.number(), B: z.number(), C: z.number() }),
  frequency: z.object({ heavy: z.number(), medium: z.number(), light: z.number(), lapsed: z.number(), new: z.number() }),
  rfm: z.object({ method: z.string(), segments: z.record(z.string(), z.number()) }),
  models: z.object({ 'bg-nbd': fitSchema, 'mbg-nbd': fitSchema, 'gamma-gamma': fitSchema }),
  lapse: z.looseObject({ rule: z.string(), flagged: z.number() }),
  check: z.looseObject({ total: z.object({ actual: z.number(), expected: z.number() }) }),
});

/** The command as a person runs it, in a process of its own: what it prints, how long it takes and how much memory. */
async function score(file: string, ...args: string[]) {
  const program = new URL('../../bin/rapport.ts', import.meta.url).pathname;
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'score', '--orders', join(data, file), '--json', ...args]);
  console.info(`${file}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return portraitSchema.parse(JSON.parse(stdout));
}

function mapOf(map: unknown): string {
  const file = join(folder, 'map.json');
  writeFileSync(file, JSON.stringify(map));
  return file;
}

const sampleMap = () => mapOf({ delimiter: ' ', header: false, columns: { customer: 2, date: 3, amount: 5 }, dateFormat: 'yyyyMMdd' });
const namesSchema = z.object({ segments: z.record(z.string(), z.number()) });

describe.skipIf(!dataPresent)('rapport score of real shops', () => {
  it('draws Online Retail as the reference values have it, and refuses the models that find no lapse', async () => {
    const portrait = await score('online_retail/online_retail.csv.gz', '--as-of', '2011-12-10');
    expect(portrait).toMatchObject({ customers: 4338, orders: 18532, revenue: '8911407.90' });
    const { pareto, models } = portrait;
    expect(pareto.topTwentyPercentShare).toBeCloseTo(0.7461713718676614, 9);
    expect(pareto.gini).toBeCloseTo(0.7151396179369516, 9);
    expect(pareto).toMatchObject({ A: 1133, B: 1469, C: 1736 });
    for (const name of ['bg-nbd', 'mbg-nbd'] as const) {
      expect(models[name].status).toBe('refused');
      expect(models[name].reason).toContain('degenerates, for no lapse was found');
    }
  });

  it('scores Online Retail by the rule of the R package exactly', async () => {
    const file = join(folder, 'online-retail.csv');
    const { rfm } = await score('online_retail/online_retail.csv.gz', '--as-of', '2011-12-10', '--rfm', 'r-package', '--customers', file);
    expect(rfm.segments).toEqual(vector('online-retail-rfm', namesSchema).segments);
    expect(scoresOf(file)).toEqual(publishedScores('online_retail/online_retail_rfm_scored_by_R_rfm.csv.gz'));
  });

  it('scores the orders of the R package as it prints them', async () => {
    const map = mapOf({ columns: { customer: 'customer_id', date: 'order_date', amount: 'revenue' } });
    const file = join(folder, 'rfm.csv');
    const { rfm } = await score('rfm/rfm_orders.csv', '--map', map, '--as-of', '2006-12-31', '--rfm', 'r-package', '--customers', file);
    expect(rfm.segments).toEqual(vector('rfm-orders', namesSchema).segments);
    expect(scoresOf(file)).toEqual(publishedScores('rfm/rfm_orders_scored_by_R_rfm.csv'));
  });

  it('fits the sample of CDNOW up to the day that is asked for', async () => {
    const file = join(folder, 'cdnow.csv');
    const args = ['--map', sampleMap(), '--calibrate-until', '1997-09-30', '--customers', file];
    const { customers, orders, models, check } = await score('cdnow/CDNOW_sample.txt', ...args);
    expect([customers, orders]).toEqual([2357, 6919]);
    const parameters = z.object({ params: z.record(z.string(), z.number()), LL: z.number() });
    const wanted = {
      'bg-nbd': vector('bgnbd-mle', z.object({ full: parameters })).full,
      'mbg-nbd': vector('mbgnbd-mle', z.object({ full: parameters })).full,
      'gamma-gamma': vector('gg-mle', z.object({ full: parameters })).full,
    };
    for (const name of ['bg-nbd', 'mbg-nbd', 'gamma-gamma'] as const) {
      const fit = models[name];
      expect(fit.status).toBe('fitted');
      expect(fit.logLikelihood).toBeCloseTo(wanted[name].LL, 4);
      for (const [parameter, value] of Object.entries(wanted[name].params)) expect(fit.parameters[parameter]! / value).toBeCloseTo(1, 4);
    }
    expect(check.total.actual).toBe(1882);
    expect(check.total.expected).toBeCloseTo(1576.7283466003837, 2);

    const rows: Record<string, string>[] = parse(readFileSync(file, 'utf8'), { columns: true });
    const reference = rowsOf('cdnow/cdnow_cbs_oracle_from_R_BTYD.csv');
    expect(rows).toHaveLength(reference.length);
    for (const [index, { x, 't.x': tx, 'T.cal': T }] of reference.entries()) {
      expect(rows[index]?.x).toBe(x);
      expect(Number(rows[index]?.t_x)).toBeCloseTo(Number(tx), 9);
      expect(Number(rows[index]?.T)).toBeCloseTo(Number(T), 9);
    }
    const foretold = rows.reduce((sum, row) => sum + Number(row.expected_orders), 0);
    expect(foretold).toBeCloseTo(check.total.expected, 4);
  });
});

const scoresOf = (file: string) => {
  const rows: Record<string, string>[] = parse(readFileSync(file, 'utf8'), { columns: true });
  return byId(rows.map(({ customer_id: id = '', r, f, m, segment }) => [id, `${r}${f}${m} ${segment}`]));
};

const publishedScores = (file: string) =>
  byId(rowsOf(file).map(({ customer_id: id = '', rfm_score, segment }) => [id, `${rfm_score} ${segment}`]));

const byId = (rows: [string, string][]) => Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
