import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rootCommand } from '../../lib/cli/root.ts';
import { simulateCommand } from '../../lib/cli/simulate.ts';
import { timeNotes, timeSpanOf } from '../../lib/cli/simulation/time-span.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import type { World } from '../../lib/world.ts';
import { copyExamples } from '../example-shop.ts';
import { day, noon, order, place, shop, thanks } from '../functions/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'rapport-simulate-test-'));
const orders = join(folder, 'orders.csv');
const draft = join(folder, 'thank-you.json');
const held = join(folder, 'held.json');
const scarce = join(folder, 'scarce.json');
const empty = join(folder, 'empty.csv');

beforeAll(async () => {
  await copyExamples(join(folder, 'campaigns'), ['thank-you', 'first-order']);
  writeFileSync(empty, 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n');
  const rows = Array.from({ length: 40 }, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, '0');
    return [2, 9].map(
      (month) => `o-${index}-${month},c-${index % 25},2025-${String(month + (index % 3)).padStart(2, '0')}-${day} 10:00:00,1,12.50`,
    );
  });
  const lines = rows.flat().map((row) => row.split(','));
  const text = lines.map(
    ([number, customer, at, quantity, price]) => `${number},A,thing,${quantity},${at},${price},${customer},United Kingdom`,
  );
  writeFileSync(orders, ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...text].join('\n'));
  const definition = JSON.parse(readFileSync(join(folder, 'campaigns', 'thank-you.json'), 'utf8'));
  const wider = { ...definition, $schema: undefined, entry: { trigger: { activity: 'order.placed' } } };
  writeFileSync(draft, JSON.stringify(wider));
  writeFileSync(scarce, JSON.stringify({ ...wider, limits: { ...wider.limits, budget: '0.01 GBP', entriesPerDay: 1 } }));
  const settings = join(folder, 'campaigns', 'settings.json');
  const prices = JSON.parse(readFileSync(settings, 'utf8'));
  writeFileSync(settings, JSON.stringify({ ...prices, unitCosts: { ...prices.unitCosts, email: '0.003 GBP' } }));
  writeFileSync(held, JSON.stringify({ ...wider, entry: { ...wider.entry, holdout: '40%' } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

let out = '';
let err = '';
beforeEach(() => {
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
afterEach(() => vi.restoreAllMocks());

const noTable = () => Promise.reject(new Error('the table was asked for'));

/** What the command prints. */
async function simulate(given: string[], connect: () => Promise<World> = noTable): Promise<string> {
  out = '';
  const root = await rootCommand('simulate', { simulate: async () => simulateCommand(connect) });
  await root.parseAsync(['simulate', ...given, '--definitions', join(folder, 'campaigns')], { from: 'user' });
  return out;
}

describe('rapport simulate', () => {
  it('given a file of orders, when it is simulated twice, then both say the same, byte for byte', async () => {
    const page = join(folder, 'page.html');
    const both = ['--orders', orders, '--json', '--html', page];
    const [one, drawn] = [await simulate(both), readFileSync(page, 'utf8')];
    const [other, again] = [await simulate(both), readFileSync(page, 'utf8')];
    expect(other).toBe(one);
    expect(again).toBe(drawn);
    const { tally, notes } = JSON.parse(one);
    expect(tally).toMatchObject({
      customers: 25,
      campaigns: { 'first-order': { entered: 25, sent: { email: 25 } }, 'thank-you': { entered: 55, sent: { email: 54 }, open: 0 } },
    });
    expect(notes.join(' ')).toContain('no addresses');
    expect(drawn).not.toMatch(/NaN|undefined|<script/);
  });

  it('given a draft with a wider audience, when both are compared, then it tells what comes out otherwise, and writes a page', async () => {
    const page = join(folder, 'compared.html');
    const text = await simulate(['--orders', orders, '--compare', draft, '--html', page]);
    expect(text.split('\n')[2]).toMatch(/^! The file has no addresses: every customer is taken to have/);
    expect(text).toMatch(/entered +55 → +80 {2}\+25 enrollments\n/);
    expect(text).toMatch(/sent +54 → +79 {2}\+25 messages\n/);
    expect(text).not.toContain('0 customers');
    expect(text).toContain('more messages to 25 customers, fewer to 0');
    expect(text).not.toContain('first-order\n    entered');
    expect(readFileSync(page, 'utf8')).toContain('would change');
  });

  it('given a control group, when it is simulated, then its messages are in no sum, and planned is sent, dropped and open', async () => {
    const { compared } = JSON.parse(await simulate(['--orders', orders, '--compare', held, '--until', '2025-11-24', '--json']));
    const { entered, heldOut, planned, sent, email, sms, dropped, open } = compared.campaigns['thank-you'];
    expect(heldOut).toBeGreaterThan(0);
    expect(planned).toBeGreaterThan(0);
    expect(planned).toBeLessThanOrEqual(entered);
    expect([planned, sent]).toEqual([sent + dropped + open, email + sms]);
    expect(planned + heldOut).toBe(compared.tally.campaigns['thank-you'].targeted);
    expect(compared.totals).toMatchObject({ messages: compared.totals.planned - compared.totals.dropped - compared.totals.open });
  });

  it('given the same version, when it is compared with itself, then nothing comes out otherwise', async () => {
    const same = join(folder, 'campaigns');
    expect(await simulate(['--orders', orders, '--compare', same])).toMatch(/its campaigns are the same\n {2}nothing comes out otherwise/);
  });

  it('given a budget and entries of the day that run out, when it is simulated, then when, and what became of it, is told', async () => {
    const crowd = join(folder, 'crowd.csv');
    const lines = Array.from(
      { length: 12 },
      (_, n) => `o-${n},A,thing,1,2025-07-0${1 + (n % 4)} 1${n % 10}:05:00,9.50,c-${n},United Kingdom`,
    );
    writeFileSync(crowd, ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...lines].join('\n'));
    const given = ['thank-you', '--orders', crowd, '--until', '2025-07-09', '--compare', scarce];
    const { ranOut, compared } = JSON.parse(await simulate([...given, '--json']));
    expect([ranOut, compared.limits]).toEqual([[], undefined]);
    const { suppressed, notEntered, sent } = compared.tally.campaigns['thank-you'];
    expect([sent.email, suppressed.budget, notEntered['entries-per-day']]).toEqual([3, 1, 8]);
    const [budget, entries] = compared.ranOut;
    expect(budget).toMatchObject({ campaign: 'thank-you', limit: 'budget', zone: 'Europe/London', refused: 1 });
    expect(budget.periods).toEqual([{ period: 'life', at: expect.stringMatching(/^2025-07-04T/) }]);
    expect(entries).toMatchObject({ campaign: 'thank-you', limit: 'entriesPerDay', refused: 8 });
    expect(entries.periods.map(({ period }: { period: string }) => period)).toEqual([
      '2025-07-01',
      '2025-07-02',
      '2025-07-03',
      '2025-07-04',
    ]);
    const text = (await simulate(given)).replace(/\s+/g, ' ');
    expect(text).toMatch(
      /With the draft: The budget of campaign thank-you ran out on 4 July 2025 at .* \(Europe\/London\): 1 message was not sent\./,
    );
    expect(text).toMatch(/The entries a day of campaign thank-you ran out on 4 days, first on 1 July 2025 at .*: 8 times a customer/);
  });

  it('given a sample, when it is simulated, then exactly so many customers are, others by another seed', async () => {
    const sample = async (...more: string[]) => JSON.parse(await simulate(['--orders', orders, '--sample', '7', '--json', ...more])).tally;
    const [one, other] = [await sample(), await sample('--seed', 'another')];
    expect([one.customers, other.customers]).toEqual([7, 7]);
    expect(one.campaigns['first-order'].examples).not.toEqual(other.campaigns['first-order'].examples);
  });

  it('given a customer, when she is explained, then her orders and what followed stand in order of time', async () => {
    const lines = (await simulate(['--orders', orders, '--explain', 'c-3'])).split('\n');
    const at = (text: string) => lines.findIndex((line) => line.includes(text));
    expect(at('she did order.placed (o-3-2)')).toBeLessThan(at('thank-you: not-entered'));
    expect(at('thank-you: not-entered')).toBeLessThan(at('"thank-you-first" is sent by email'));
    expect(at('"thank-you-first" is sent by email')).toBeLessThan(at('thank-you: entered: order.placed o-28-2'));
    // In summer as in winter: one clock, and no step by its number.
    expect(lines.join('\n')).not.toMatch(/UTC|steps\.\d/);
    expect(at('waits at the 1st step: until')).toBeGreaterThan(0);
    expect(lines.filter((line) => / entered: /.test(line))).not.toHaveLength(0);
    for (const line of lines.filter((each) => / entered: /.test(each)))
      expect(line.trim().slice(0, 16)).toBe(line.match(/, at (.{16}) Europe\/London/)?.[1]);
    const told = JSON.parse(await simulate(['--orders', orders, '--explain', 'c-3', '--json']));
    expect(told).toMatchObject({ customer: 'c-3', zone: 'Europe/London', history: 0 });
    expect(told.timeline).toHaveLength(lines.filter((line) => line.startsWith('  ')).length);
  });

  it('given a table, when its customers are simulated, then by their own addresses and consents, and nothing is written', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, order('o1', { occurredAt: noon - day }), order('o2'));
    await cloud.settle();
    const written = () => (['activities', 'relations'] as const).map((table) => cloud.world.feed.read(table, 0).length);
    const before = written();
    const { tally, notes } = JSON.parse(await simulate(['--from-table', '--from', '2026-11-01', '--json'], async () => cloud.world));
    expect(tally).toMatchObject({ customers: 1, campaigns: { 'first-order': { entered: 1 }, 'thank-you': { entered: 1 } } });
    expect(notes[0]).toContain('as they are today');
    expect(await simulate(['--from-table', '--explain', 'ann'], async () => cloud.world)).toContain('ann from');
    expect(written()).toEqual(before);
  });

  it.each([
    [['--orders', 'missing.csv'], 'missing.csv'],
    [['--orders', empty], 'holds no order: its first line names the columns, and nothing follows'],
    [['--orders', folder], 'is a folder: name a file in it'],
    [
      ['thank-you', '--orders', orders, '--compare', join(folder, 'campaigns', 'first-order.json')],
      'it holds "first-order", and simulated is thank-you',
    ],
    [['--orders', orders, '--compare', join(folder, 'campaigns', 'settings.json')], 'holds no campaign; name the file of one'],
    [['--orders', orders, '--compare', join(folder, 'campaigns', 'templates')], 'holds no campaign; name the file of one'],
    [[], 'say whose past is simulated'],
    [['--orders', orders, '--from-table'], 'not both'],
    [['thank-yu', '--orders', orders], 'did you mean "thank-you"'],
    [['--orders', orders, '--from', '2025-12-01', '--until', '2025-03-01'], 'comes after --until'],
    [['first-order', '--orders', orders, '--compare', draft], 'so name that too'],
    [['--orders', orders, '--compare', 'missing.json'], 'no such file'],
    [['--orders', orders, '--compare', empty], 'nothing was compared'],
    [['--orders', orders, '--explain', 'nobody'], 'no customer "nobody"'],
    [['--orders', orders, '--explain', 'c-3', '--sample', '5'], 'leave --sample out'],
  ])('given %j, then it is refused with a sentence', async (given, says) => {
    await expect(simulate(given)).rejects.toThrow(says);
  });

  it('given an empty table, then it is refused with a sentence', async () => {
    await expect(simulate(['--from-table'], async () => memoryWorld({ now: () => noon }))).rejects.toThrow('nobody has done anything yet');
  });

  it('given a sample of nobody, then it is refused with a sentence', async () => {
    await expect(simulate(['--orders', orders, '--sample', '0'])).rejects.toThrow();
    expect(err).toContain('a sample is a number of customers, 1 or more');
  });
});

it('given a table with an order of tomorrow, when it is simulated, then today ends it, and that is told', async () => {
  const cloud = await shop({ campaigns: [thanks()] });
  await place(cloud, order('o1'), order('o2', { occurredAt: noon + 2 * day }), order('o3', { occurredAt: noon + day }));
  await cloud.settle();
  const { until, notes } = JSON.parse(await simulate(['--from-table', '--json'], async () => cloud.world));
  const on = (at: number) => new Date(at).toISOString().slice(0, 10);
  expect(until.slice(0, 10)).toBe(on(noon));
  expect(notes[0]).toContain(`2 activities are dated after today, the last on ${on(noon + 2 * day)} (customer ann)`);
  const beyond = ['--from-table', '--until', on(noon + 9 * day)];
  expect(JSON.parse(await simulate([...beyond, '--json'], async () => cloud.world)).tally.activities).toBe(1);
  const story = await simulate([...beyond, '--explain', 'ann'], async () => cloud.world);
  expect(story.match(/she did order\.placed \(\w+\)/g)).toEqual(['she did order.placed (o1)']);
});

describe('a file of a shop that has just begun', () => {
  const shop = join(folder, 'shop.csv');
  const map = join(folder, 'map.json');
  const given = ['--orders', shop, '--map', map];
  const write = (lines: string[], ...columns: string[]) => {
    writeFileSync(shop, ['order,customer,date,amount', ...lines].join('\n'));
    const names = ['order', 'customer', 'date', 'amount', ...columns];
    writeFileSync(map, JSON.stringify({ columns: Object.fromEntries(names.map((name) => [name, name])) }));
  };
  const two = ['o-1,ann,2025-03-01 10:00,10', 'o-2,ben,2025-05-01 10:00,20'];

  it('with an order of a far future, then it moves no day, and is told above the figures', async () => {
    write([...two, 'o-3,eve,2098-05-02 10:00,5']);
    const text = await simulate(given);
    expect(text).toMatch(
      /^\nSimulated from 1 March 2025 to 1 May 2025, \d\d:00 UTC: 2 customers.*\n! 1 activity is dated after today, the last on 2098-05-02 \(customer eve\): that is left out/,
    );
    expect(text).not.toContain('Nothing is known after');
    expect(JSON.parse(await simulate([...given, '--json'])).notes[0]).toMatch(/^1 activity is dated after today/);
  });

  it('with orders of a far future, then these are left out also where the end is beyond them, and with them who did nothing else', async () => {
    const on = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    write([...two, `o-3,eve,${on(3)} 10:00,5`, `o-4,ann,${on(2)} 10:00,5`]);
    const beyond = [...given, '--until', on(9)];
    const { tally, customers } = JSON.parse(await simulate([...beyond, '--json']));
    expect([customers, tally.customers, tally.activities]).toEqual([2, 2, 2]);
    const story = await simulate([...beyond, '--explain', 'ann']);
    expect(story).toMatch(/^! 2 activities are dated after today/m);
    expect(story.match(/she did order\.placed \(\S+\)/g)).toEqual(['she did order.placed (o-1)']);
    await expect(simulate([...beyond, '--explain', 'eve'])).rejects.toThrow('no customer "eve"');
    write([`o-3,eve,${on(3)} 10:00,5`]);
    expect(await simulate(given)).toMatch(/^\nSimulated .*: 1 customer.*\n! 1 activity .*: nothing is dated before/);
  });

  it('with days beyond what is known, then that stands above the figures, and above the story of one customer', async () => {
    write(two);
    const known = /! Nothing is known after 2025-05-01: from then until 2030-01-01 nobody buys/;
    expect((await simulate([...given, '--until', '2030-01-01'])).split('\n')[2]).toMatch(known);
    expect((await simulate([...given, '--until', '2030-01-01', '--explain', 'ann'])).split('\n')[1]).toMatch(known);
  });

  it('without countries and currencies, then messages go out in the zone of the first brand, in its currency, and it is said', async () => {
    write(two);
    const { tally, notes } = JSON.parse(await simulate([...given, '--until', '2025-05-09', '--json']));
    expect(tally).toMatchObject({ activities: 2, campaigns: { 'first-order': { sent: { email: 2 }, suppressed: {} } } });
    expect(notes.join('\n')).toMatch(/No country is known of any customer: .* the zone of the first brand, Europe\/London/);
    const [, , ...lines] = (await simulate(given)).split('\n');
    const said = lines
      .slice(
        0,
        lines.findIndex((line) => !line.startsWith('! ')),
      )
      .join('\n');
    for (const warning of [notes.find((note: string) => note.startsWith('No country')), 'no addresses', 'amounts are taken as GBP'])
      expect(said).toContain(warning);
  });

  it('with amounts in other currencies, then what each is worth, and which is worth nothing, stands above the figures, and in JSON', async () => {
    const [eur, gbp, sek] = ['EUR', 'GBP', 'XOF'].map((code, index) => `o-${index},ann,2025-03-0${1 + index} 10:00,10,${code}`);
    write([]);
    writeFileSync(shop, ['order,customer,date,amount,currency', eur, gbp, sek].join('\n'));
    const columns = Object.fromEntries(['order', 'customer', 'date', 'amount', 'currency'].map((name) => [name, name]));
    writeFileSync(map, JSON.stringify({ columns }));
    const text = await simulate([...given, '--html', join(folder, 'rates.html')]);
    const above = text.slice(0, text.indexOf('Days are counted'));
    expect(above).toContain('! EUR is counted at 0.86 GBP (settings.rates).\n! There is no rate from XOF to GBP');
    expect(above).not.toContain('GBP is counted');
    expect(readFileSync(join(folder, 'rates.html'), 'utf8')).toContain('<li>EUR is counted at 0.86 GBP (settings.rates).</li>');
    expect(JSON.parse(await simulate([...given, '--json'])).notes).toContain('EUR is counted at 0.86 GBP (settings.rates).');
  });

  it('with addresses but no country, then it is said above the figures that nothing can be sent', async () => {
    const orders = [
      'Name,Email,Financial Status,Created at,Total,Currency,Accepts Marketing',
      '#1,ann@customers.example,paid,2025-03-01 10:00:00 +0000,10,GBP,yes',
    ];
    writeFileSync(shop, orders.join('\n'));
    expect((await simulate(['--orders', shop])).split('\n')[2]).toMatch(/^! Nobody’s country or zone is known, so nothing can be sent/);
  });

  it('with lines that cannot be read, then their numbers are named', async () => {
    const bad = (count: number) => Array.from({ length: count }, (_, index) => `b-${index},ann,31.02.2025,1`);
    write([...two, ...bad(7), 'x,,2025-03-01,1']);
    expect(await simulate(given)).toContain(
      '! Lines that could not be read: bad-date 7 (lines 4, 5, 6, 7, 8, …), no-customer 1 (line 11).',
    );
    write(bad(1));
    await expect(simulate(given)).rejects.toThrow(
      /no order that can be read \(rejected: bad-date 1 \(line 2\)\)\nline 2: "31.02.2025" is not/,
    );
  });
});

describe('the time that is simulated', () => {
  const history = { firstAt: Date.UTC(2023, 0, 5, 9), lastAt: Date.UTC(2024, 11, 9, 12, 30) };
  const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

  it('is the last year, or all of a shorter history', () => {
    expect(dateOf(timeSpanOf({}, history).from)).toBe('2023-12-10');
    expect(dateOf(timeSpanOf({}, { ...history, firstAt: Date.UTC(2024, 6, 1, 9) }).from)).toBe('2024-07-01');
  });

  it('is told to go beyond what is known, where it does', () => {
    const late = { ...history, lastAt: Date.UTC(2024, 11, 9, 23, 30) };
    const notes = (until: string) => timeNotes(timeSpanOf({ until }, history), history);
    expect(notes('2024-12-11')).toEqual([
      expect.stringMatching(/^Nothing is known after 2024-12-09: from then until 2024-12-11 nobody buys/),
    ]);
    expect([...notes('2024-12-09'), ...notes('2024-06-01'), ...timeNotes(timeSpanOf({}, late), late)]).toEqual([]);
  });

  it('ends with the hour of the last activity, or with the day that was asked for', () => {
    expect(timeSpanOf({}, history).until).toBe(Date.UTC(2024, 11, 9, 13));
    expect(timeSpanOf({ until: '2024-11-30' }, history).until).toBe(Date.UTC(2024, 11, 1) - 1);
    expect(dateOf(timeSpanOf({ until: '2030-01-01' }, history).from)).toBe('2023-12-10');
  });

  it.each([
    [{ from: '2024-02-30' }, 'is no day'],
    [{ from: '2030-01-01' }, 'nothing happened from then on'],
    [{ until: '2020-01-01' }, 'nothing had happened until then'],
  ])('refuses %j', (asked, says) => {
    expect(() => timeSpanOf(asked, history)).toThrow(says);
  });
});
