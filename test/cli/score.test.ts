import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { rootCommand } from '../../lib/cli/root.ts';
import { scoreCommand } from '../../lib/cli/score.ts';
import { hash53 } from '../../lib/core/experiment/hash.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import type { World } from '../../lib/world.ts';
import { noon, shop as shopInTheCloud } from '../functions/shop.ts';
import { fileOf, mapOf, removeFiles, uciFile, uciLine } from '../orders/order-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'rapport-score-'));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeFiles();
});

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const noTable = () => Promise.reject(new Error('the table was asked for'));
const score = async (args: string[], connect: () => Promise<World> = noTable) => {
  const root = await rootCommand('score', { score: async () => scoreCommand(connect) });
  await root.parseAsync(['score', ...args], { from: 'user' });
};

const portraitSchema = z.looseObject({
  asOf: z.string(),
  currency: z.string(),
  revenue: z.string(),
  customers: z.number(),
  buyers: z.number(),
  orders: z.number(),
  repeatBuyers: z.number(),
  modelsUntil: z.string(),
  pareto: z.looseObject({
    topTwentyPercentShare: z.number().nullable(),
    gini: z.number().nullable(),
    A: z.number(),
    B: z.number(),
    C: z.number(),
  }),
  frequency: z.record(z.string(), z.number()),
  rfm: z.looseObject({ method: z.string(), segments: z.record(z.string(), z.number()) }),
  models: z.record(
    z.string(),
    z.looseObject({ status: z.enum(['fitted', 'refused']), parameters: z.record(z.string(), z.number()), logLikelihood: z.number() }),
  ),
  lapse: z.looseObject({ rule: z.string(), flagged: z.number(), calibrateUntil: z.string(), until: z.string() }),
});
const printed = () => portraitSchema.parse(JSON.parse(out));

/** 300 customers over two years: each begins in the first half of them and comes every few weeks until she stops. */
function shopFile(): string {
  const chance = (name: string) => hash53(name) / 2 ** 53;
  const lines = Array.from({ length: 300 }, (_, who) => {
    const dates: number[] = [];
    const gap = 10 + 60 * chance(`gap ${who}`);
    let on = Math.floor(365 * chance(`begins ${who}`));
    do {
      dates.push(on);
      on += Math.ceil(-gap * Math.log(1 - chance(`next ${who} ${dates.length}`)));
    } while (on < 730 && chance(`stays ${who} ${dates.length}`) < 0.85);
    return dates.map((day, index) => {
      const date = new Date(Date.UTC(2024, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
      return `${who},${date},${(5 + 95 * chance(`worth ${who} ${index}`)).toFixed(2)},GBP`;
    });
  });
  return `who,when,worth,in\n${lines.flat().join('\n')}\n`;
}

const shopMap = { columns: { customer: 'who', date: 'when', amount: 'worth', currency: 'in' } };
const shop = () => ['--orders', fileOf(shopFile()), '--map', mapOf(shopMap)];

describe('rapport score of a file', () => {
  it('--json prints one object that adds up, and nothing else on stdout', async () => {
    await score([...shop(), '--json']);
    expect(out.trim().split('\n')).toHaveLength(1);
    const { customers, buyers, orders, repeatBuyers, pareto, frequency, rfm, models, asOf, modelsUntil } = printed();
    expect([customers, buyers]).toEqual([300, 300]);
    expect(orders).toBe(shopFile().trim().split('\n').length - 1);
    expect(repeatBuyers).toBeLessThan(300);
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
    expect([pareto.A + pareto.B + pareto.C, sum(frequency), sum(rfm.segments)]).toEqual([300, 300, 300]);
    expect(Object.keys(frequency)).toEqual(['heavy', 'medium', 'light', 'lapsed', 'new']);
    expect(Object.keys(models)).toEqual(['nbd', 'bg-nbd', 'mbg-nbd', 'gamma-gamma']);
    expect(modelsUntil).toBe(asOf);
  });

  it('says it in at most fifty lines of text, with what became of every model', async () => {
    await score(shop());
    expect(out.split('\n').length).toBeLessThanOrEqual(50);
    expect(out).toContain('300 customers');
    for (const part of ['Who brings the money', 'Who they are', 'How often they buy', 'Lapsed on', 'MBG/NBD']) expect(out).toContain(part);
    expect(out).toMatch(/How often they buy: .* · stopped \(no order in half a year\) \d+ · new/);
    expect(out).not.toMatch(/· lapsed \d/);
  });

  it('writes a row for each customer, which agrees with the portrait', async () => {
    const file = join(folder, 'customers.csv');
    await score([...shop(), '--json', '--customers', file]);
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[0]).toBe(
      'customer_id,x,t_x,T,recency_days,orders,revenue,r,f,m,segment,value_class,frequency_class,p_alive,expected_orders,silence,next_order_at,lapsed',
    );
    const rows: Record<string, string>[] = parse(text, { columns: true });
    const count = (column: string, value: string) => rows.filter((row) => row[column] === value).length;
    const { pareto, frequency, rfm, lapse, revenue, orders, repeatBuyers } = printed();
    expect(rows).toHaveLength(300);
    expect([count('value_class', 'A'), count('value_class', 'B')]).toEqual([pareto.A, pareto.B]);
    expect(count('frequency_class', 'light')).toBe(frequency.light);
    for (const [segment, customers] of Object.entries(rfm.segments)) expect(count('segment', segment)).toBe(customers);
    expect(count('lapsed', 'true')).toBe(lapse.flagged);
    const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect([sum('revenue').toFixed(2), sum('orders')]).toEqual([revenue, orders]);
    expect(rows.filter(({ x }) => Number(x) > 0)).toHaveLength(repeatBuyers);
    const ids = rows.map((row) => row.customer_id);
    expect(ids).toEqual(ids.toSorted());
  });

  it('--calibrate-until lets the models see what came until then, and judges the rules by the rest', async () => {
    const file = join(folder, 'calibrated.csv');
    await score([...shop(), '--json', '--calibrate-until', '2025-03-31', '--customers', file]);
    const { modelsUntil, lapse, asOf } = printed();
    expect([modelsUntil, lapse.calibrateUntil, lapse.until]).toEqual(['2025-03-31', '2025-03-31', asOf]);
    const rows: Record<string, string>[] = parse(readFileSync(file, 'utf8'), { columns: true });
    const first = new Map<string, string>();
    for (const line of shopFile().split('\n').slice(1)) {
      const [who = '', when = ''] = line.split(',');
      if (!first.has(who)) first.set(who, when);
    }
    for (const { customer_id: id = '', T } of rows)
      expect(Number(T)).toBeCloseTo((Date.parse('2025-03-31') - Date.parse(first.get(id) ?? '')) / (7 * 86_400_000), 9);
    expect(rows.filter(({ lapsed }) => lapsed === 'true')).toHaveLength(lapse.flagged);
  });

  it('leaves whoever came after --calibrate-until without a word of the models', async () => {
    const file = join(folder, 'late.csv');
    const orders = 'who,when,worth,in\na,2024-01-01,5,GBP\nb,2024-06-01,5,GBP\na,2024-06-30,5,GBP\n';
    await score(['--orders', fileOf(orders), '--map', mapOf(shopMap), '--calibrate-until', '2024-03-31', '--json', '--customers', file]);
    const [a, b]: Record<string, string>[] = parse(readFileSync(file, 'utf8'), { columns: true });
    expect([a?.x, a?.orders, b?.x, b?.T, b?.lapsed, b?.orders]).toEqual(['0', '2', '', '', '', '1']);
  });

  it('leaves out orders later than --as-of, and says how many', async () => {
    const orders = 'who,when,worth,in\na,2024-01-01,5,GBP\nb,2024-06-01,5,GBP\na,2024-06-30,5,GBP\n';
    await score(['--orders', fileOf(orders), '--map', mapOf(shopMap), '--as-of', '2024-03-31', '--json']);
    expect(printed()).toMatchObject({ asOf: '2024-03-31', orders: 1, customers: 1, revenue: '5.00' });
    expect(err).toContain('2 orders are later than --as-of 2024-03-31');
  });

  it('lets no order of a far future move the day of the portrait, and tells of it', async () => {
    const file = fileOf('who,when,worth,in\na,2024-01-01,5,GBP\nb,2024-06-01,5,GBP\na,2098-05-02,5,GBP\n');
    await score(['--orders', file, '--map', mapOf(shopMap), '--json']);
    expect(printed()).toMatchObject({ asOf: '2024-06-01', orders: 2 });
    expect(err).toMatch(/^1 activity is dated after today, the last on 2098-05-02 \(customer a\): that is left out, and best/m);
    await score(['--orders', file, '--map', mapOf(shopMap), '--as-of', '2098-12-31', '--html', join(folder, 'future.html')]);
    expect(out).toContain('The shop on 31 December 2098: 2 customers, 2 orders');
    await score(['--orders', file, '--map', mapOf(shopMap), '--as-of', '2024-03-31', '--json']);
    expect(err).toMatch(/^1 order is later than --as-of 2024-03-31 and left out/m);
  });

  it('believes the dates of a file in which all lie ahead, and says so', async () => {
    const file = fileOf('who,when,worth,in\na,2098-01-01,5,GBP\na,2098-05-02,5,GBP\n');
    await score(['--orders', file, '--map', mapOf(shopMap), '--json']);
    expect(printed()).toMatchObject({ asOf: '2098-05-02', orders: 2 });
    expect(err).toMatch(/^2 activities are dated after today, .*: nothing is dated before, so that is taken as it stands/m);
  });

  it('takes the base currency of the settings where the file names none, and says so; without settings it says what it took', async () => {
    const given = [
      '--orders',
      fileOf('who,when,worth\na,2024-01-01,5\n'),
      '--map',
      mapOf({ columns: { customer: 'who', date: 'when', amount: 'worth' } }),
    ];
    await score([...given, '--json']);
    expect(printed().currency).toBe('GBP');
    expect(err).toContain('amounts are taken as GBP, the base currency of the settings');
    out = '';
    await score([...given, '--json', '--definitions', mkdtempSync(join(folder, 'none-'))]);
    expect(printed().currency).toBe('USD');
    expect(err).toContain('amounts are taken as USD, for want of settings that say better. Say --currency CODE');
    out = '';
    await score([...given, '--json', '--currency', 'SEK']);
    expect(printed().currency).toBe('SEK');
  });

  it('takes refunds off with --net, and not without', async () => {
    const file = fileOf(uciFile(uciLine({ quantity: '10', price: '1.00' }), uciLine({ invoice: 'C2', quantity: '-4', price: '1.00' })));
    await score(['--orders', file, '--json']);
    expect(printed()).toMatchObject({ revenue: '10.00', net: false });
    out = '';
    await score(['--orders', file, '--json', '--net']);
    expect(printed()).toMatchObject({ revenue: '6.00', net: true });
  });

  it('names the segments of the R package as it prints them', async () => {
    await score([...shop(), '--json', '--rfm', 'r-package']);
    expect(printed().rfm.method).toBe('r-package');
    expect(Object.keys(printed().rfm.segments)).toContain('Champions');
  });

  it('keeps a customer id from becoming a formula or two cells', async () => {
    const file = join(folder, 'hostile.csv');
    const orders = '"who",when,worth,in\n"=cmd|\' /C calc\'!A0",2024-01-01,5,GBP\n"Smith, ""Al""",2024-01-02,5,GBP\n';
    await score(['--orders', fileOf(orders), '--map', mapOf(shopMap), '--json', '--customers', file]);
    const rows: string[][] = parse(readFileSync(file, 'utf8'));
    expect(rows.slice(1).map(([id]) => id)).toEqual(["'=cmd|' /C calc'!A0", 'Smith, "Al"']);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  });

  it('draws one customer with one order, and says that this is chance', async () => {
    const page = join(folder, 'one.html');
    await score(['--orders', fileOf(uciFile(uciLine())), '--html', page]);
    expect(out).toContain('1 customer');
    expect(out).toContain('matter of chance');
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
    for (const text of [out, err, readFileSync(page, 'utf8')])
      expect(text).not.toMatch(/(?<![.,\d])1 (customers|orders|days|lines|have)\b/);
  });

  it('says one day of one day', async () => {
    const page = join(folder, 'days.html');
    const days = (who: string) => Array.from({ length: 9 }, (_, index) => `${who},2024-01-${10 + index},5,GBP`);
    await score([
      '--orders',
      fileOf(`who,when,worth,in\n${[...days('a'), ...days('b')].join('\n')}\n`),
      '--map',
      mapOf(shopMap),
      '--html',
      page,
    ]);
    expect(out).toContain('half the pauses are over after 1 day\n');
    expect(readFileSync(page, 'utf8')).toMatch(/half are back after 1 day</);
  });

  it('writes a page that loads nothing and runs nothing', async () => {
    const page = join(folder, 'page.html');
    await score([...shop(), '--html', page]);
    const text = readFileSync(page, 'utf8');
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=|\ssrc=/i);
    expect(text.match(/https?:\/\/[^"'\s<]+/g)?.filter((url) => !url.startsWith('http://www.w3.org/'))).toBeFalsy();
    expect(text).toContain('What to do next');
  });
});

describe('rapport score of what is wrong', () => {
  const orders = () => fileOf('who,when,worth,in\na,2024-01-01,5,GBP\nb,2024-06-01,5,GBP\n');
  const wrong: [string, () => string[], RegExp][] = [
    ['a file that is not there', () => ['--orders', join(folder, 'nowhere.csv')], /no such file/],
    ['an empty file', () => ['--orders', fileOf('')], /is empty/],
    [
      'a map of other columns',
      () => [
        ...['--orders', fileOf('00004 0001 19970101 2 29.33\n')],
        ...['--map', fileOf('{"delimiter":" ","header":false,"columns":{"customer":1,"date":2,"amount":4},"dateFormat":"yyyyMMdd"}')],
      ],
      /there is no order .*bad-date 1 \(line 1\)\)\nline 1: "0001" is not a date .*; the line is: 00004 0001 19970101 2 29\.33\n/,
    ],
    ['a file of a header alone', () => ['--orders', fileOf(uciFile())], /there is no order/],
    [
      'amounts that are words',
      () => ['--orders', fileOf('who,when,worth,in\na,2024-01-01,five,GBP\n'), '--map', mapOf(shopMap)],
      /no order .*bad-amount 1/,
    ],
    ['a map that is not there', () => ['--orders', orders(), '--map', join(folder, 'no.json')], /no such file/],
    [
      'a map of other columns',
      () => ['--orders', orders(), '--map', mapOf({ columns: { customer: 'whom', date: 'when', amount: 'worth' } })],
      /did you mean "who"/,
    ],
    [
      'a day that the calendar has not',
      () => ['--orders', orders(), '--map', mapOf(shopMap), '--as-of', '2024-02-30'],
      /--as-of 2024-02-30: is no day/,
    ],
    [
      'a day before the first order',
      () => ['--orders', orders(), '--map', mapOf(shopMap), '--as-of', '2023-12-31'],
      /first order came later, on 2024-01-01/,
    ],
    [
      'a calibration before the first order',
      () => ['--orders', orders(), '--map', mapOf(shopMap), '--calibrate-until', '2023-01-01'],
      /models would see nothing/,
    ],
    [
      'a calibration that leaves nothing',
      () => ['--orders', orders(), '--map', mapOf(shopMap), '--calibrate-until', '2024-06-01'],
      /nothing is left to judge by/,
    ],
    ['a currency that is none', () => ['--orders', orders(), '--map', mapOf(shopMap), '--currency', 'POUND'], /is not a currency/],
    ['a file and a stack at once', () => ['--orders', orders(), '--outputs', 'x.json'], /not both/],
    [
      'a page where none can be written',
      () => ['--orders', orders(), '--map', mapOf(shopMap), '--html', join(folder, 'no/where.html')],
      /cannot be written/,
    ],
  ];

  it.each(wrong)('refuses %s in a sentence', async (_, args, sentence) => {
    await expect(score(args())).rejects.toThrow(sentence);
    expect(out).toBe('');
  });

  it('says which rate is missing when a file has several currencies', async () => {
    const file = fileOf('who,when,worth,in\na,2024-01-01,5,GBP\nb,2024-06-01,5,EUR\n');
    const none = mkdtempSync(join(folder, 'none-'));
    await expect(score(['--orders', file, '--map', mapOf(shopMap), '--definitions', none])).rejects.toThrow(
      /EUR, GBP: put rates .* missing: EUR, GBP/,
    );
  });
});

describe('rapport score of the table', () => {
  it('counts buyers and those who never bought, after refunds, as of today', async () => {
    const { world, settle } = await shopInTheCloud();
    const at = (daysAgo: number) => noon - daysAgo * 86_400_000;
    const gbp = (amount: number) => ({ amount, currency: 'GBP' });
    const order = (id: string, customer: string, daysAgo: number) =>
      recordActivity(world, { id, type: 'order.placed', customer, occurredAt: at(daysAgo), data: { orderId: id, total: gbp(1000) } });
    await order('o1', 'bob', 40);
    await order('o2', 'bob', 10);
    await order('o3', 'eve', 5);
    await recordActivity(world, {
      id: 'r1',
      type: 'order.refunded',
      customer: 'eve',
      occurredAt: at(4),
      data: { orderId: 'o3', amount: gbp(400) },
    });
    await settle();
    // The functions have logged meanwhile.
    out = '';
    await score(['--json'], async () => world);
    expect(printed()).toMatchObject({
      asOf: new Date(noon).toISOString().slice(0, 10),
      currency: 'GBP',
      net: true,
      buyers: 2,
      orders: 3,
      repeatBuyers: 1,
      revenue: '26.00',
    });
    expect(printed().customers).toBeGreaterThan(2);
  });

  it('says so while nobody has ordered', async () => {
    const { world } = await shopInTheCloud();
    await expect(score([], async () => world)).rejects.toThrow('nobody has ordered anything yet');
  });

  it('is refused for options that only a file can answer', async () => {
    const { world } = await shopInTheCloud();
    await expect(score(['--as-of', '2024-01-01'], async () => world)).rejects.toThrow('--as-of is for --orders FILE only');
  });
});
