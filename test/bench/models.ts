import { existsSync, readFileSync } from 'node:fs';
import cephes from 'cephes';
import { fitModel, orderModels } from '../../lib/core/scoring/models/fit.ts';
import { lifetimeValue } from '../../lib/core/scoring/models/lifetime-value.ts';
import { countHistories, countSpends, summaryOf } from '../../lib/core/scoring/models/summary.ts';
import type { Purchases, Summary } from '../../lib/core/scoring/purchases.ts';
import { type ModelName, modelNames } from '../../lib/core/scoring/shop-figures.ts';

// How long it takes to fit the models to 2,357 and to 23,570 real customers and to predict, and how one likelihood compares with
// the same by Gamma and Beta functions of cephes, as the formulas are printed. Fastest of several runs.
const folder = new URL('../../../shared/data/cdnow/', import.meta.url).pathname;
const runs = 5;

function customersOf(file: string, idColumn: number): Summary[] {
  const found = new Map<string, Purchases>();
  for (const line of readFileSync(folder + file, 'utf8').split('\n')) {
    const fields = line.trim().split(/\s+/);
    const date = /^(\d{4})(\d\d)(\d\d)$/.exec(fields.at(-3) ?? '');
    const id = fields[idColumn];
    if (!date || id === undefined) continue;
    const day = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])) / 86_400_000;
    const hers = found.get(id) ?? { id, days: [], orders: 0, revenue: 0, firstDay: undefined, lastDay: undefined };
    found.set(id, hers);
    hers.days.push([day, 1, Math.round(Number(fields.at(-1)) * 100)]);
  }
  const asOf = Date.UTC(1997, 8, 30) / 86_400_000;
  return [...found.values()].flatMap((hers) => summaryOf(hers, asOf) ?? []);
}

/** Milliseconds of the fastest run. */
function fastest(work: () => unknown, times = runs): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < times; run += 1) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function parametersOf(name: ModelName, customers: Summary[]): { [name: string]: number } {
  return fitModel(name, customers).parameters;
}

/** The BG/NBD likelihood of Fader, Hardie & Lee, term by term by ln Γ of cephes. */
function printedLikelihood({ r = NaN, alpha = NaN, a = NaN, b = NaN }, histories: ReturnType<typeof countHistories>): number {
  const { lgam } = cephes;
  const logBeta = (one: number, other: number) => lgam(one) + lgam(other) - lgam(one + other);
  return histories.reduce((sum, { x, tx, T, count }) => {
    const first = lgam(r + x) - lgam(r) + r * Math.log(alpha) + logBeta(a, b + x) - logBeta(a, b);
    const there = -(r + x) * Math.log(alpha + T);
    const gone = x === 0 ? 0 : Math.exp(Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + tx) - there);
    return sum + count * (first + there + Math.log1p(gone));
  }, 0);
}

if (!existsSync(folder)) {
  console.error(`skipped: the folder of real data is absent (${folder})`);
  process.exit(0);
}
await cephes.compiled;

const rows: object[] = [];
for (const [file, column] of [['CDNOW_sample.txt', 1] as const, ['CDNOW_master.txt', 0] as const]) {
  const customers = customersOf(file, column);
  for (const name of modelNames) {
    const groups = name === 'gamma-gamma' ? countSpends(customers) : countHistories(customers);
    const fit = fitModel(name, customers);
    const time = fastest(() => fitModel(name, customers));
    rows.push({
      model: name,
      customers: customers.length,
      groups: groups.length,
      status: fit.status,
      'fit ms': Math.round(time),
    });
  }
}
console.table(rows);
console.log(`peak memory of the process, reading the files included: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

const sample = customersOf('CDNOW_sample.txt', 1);
const [orders, spend] = [parametersOf('mbg-nbd', sample), parametersOf('gamma-gamma', sample)];
const model = orderModels['mbg-nbd'];
const perSecond = (work: (customer: Summary) => number) => {
  const time = fastest(() => sample.reduce((sum, customer) => sum + work(customer), 0));
  return { 'customers a second': Math.round((1000 * sample.length) / time) };
};
const { r = NaN, alpha = NaN, a = NaN, b = NaN } = orders;
/** MBG/NBD as printed, by 2F1 of cephes. */
const printedOrders = ({ x, T }: Summary, weeks: number, alive: number) => {
  const series = cephes.hyp2f1(r + x, b + x + 1, a + b + x, weeks / (alpha + T + weeks));
  return ((a + b + x) / (a - 1)) * (1 - ((alpha + T) / (alpha + T + weeks)) ** (r + x) * series) * alive;
};
console.table({
  'P(alive)': perSecond((customer) => model.alive(orders, customer)),
  'orders within 39 weeks': perSecond((customer) => model.expectedOrders(orders, customer, 39)),
  'the same by 2F1 of cephes': perSecond((customer) => printedOrders(customer, 39, model.alive(orders, customer))),
  'lifetime value, 52 weekly steps': perSecond((customer) => lifetimeValue(customer, { model, orders, spend }, { annualRate: 0.1 })),
});

const bg = parametersOf('bg-nbd', sample);
const histories = countHistories(sample);
const single = sample.map((customer) => ({ ...customer, count: 1 }));
const own = fastest(() => orderModels['bg-nbd'].logLikelihood(bg, histories), 200);
const rivals = { 'cephes, grouped': histories, 'cephes, one by one': single };
console.table({
  'running sums, grouped': { 'likelihood ms': Number(own.toFixed(3)), '×': 1 },
  ...Object.fromEntries(
    Object.entries(rivals).map(([name, list]) => {
      const time = fastest(() => printedLikelihood(bg, list), 20);
      return [name, { 'likelihood ms': Number(time.toFixed(3)), '×': Number((time / own).toFixed(1)) }];
    }),
  ),
});
