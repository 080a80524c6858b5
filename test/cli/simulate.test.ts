import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSpanOf } from '../../lib/cli/simulation/time-span.ts';
import { copyExamples } from '../example-shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'rapport-simulate-test-'));
const orders = join(folder, 'orders.csv');
const draft = join(folder, 'thank-you.json');

beforeAll(async () => {
  await copyExamples(join(folder, 'campaigns'), ['thank-you', 'first-order']);
  const rows = Array.from({ length: 40 }, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, '0');
    return [2, 9].map((month) => `o-${index}-${month},c-${index % 25},2025-${String(month + (index % 3)).padStart(2, '0')}-${day} 10:00:00,1,12.50`);
  });
  const lines = rows.flat().map((row) => row.split(','));
  const text = lines.map(([number, customer, at, quantity, price]) => `${number},A,thing,${quantity},${at},${price},${customer},United Kingdom`);
  writeFileSync(orders, ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...text].join('\n'));
  const definition = JSON.parse(readFileSync(join(folder, 'campaigns', 'thank-you.json'), 'utf8'));
  writeFileSync(draft, JSON.stringify({ ...definition, $schema: undefined, entry: { trigger: { activity: 'order.placed' } } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The command as a person runs it. */
async function simulate(...given: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [resolve('bin/rapport.ts'), 'simulate', ...given], { cwd: folder });
}

describe('rapport simulate', () => {
  it('given a file of orders, when it is simulated twice, then both say the same, byte for byte', { timeout: 60_000 }, async () => {
    const [one, other] = [await simulate('--orders', orders, '--json'), await simulate('--orders', orders, '--json')];
    expect(other.stdout).toBe(one.stdout);
    const { tally, notes } = JSON.parse(one.stdout);
    expect(tally.customers).toBe(25);
    expect(tally.campaigns['thank-you'].sent.email).toBeGreaterThan(0);
    expect(notes.join(' ')).toContain('no addresses');
  });

  it('given a draft with a wider audience, when both are compared, then it tells who comes in anew, and writes a page', { timeout: 60_000 }, async () => {
    const page = join(folder, 'page.html');
    const { stdout } = await simulate('thank-you', '--orders', orders, '--compare', draft, '--html', page);
    expect(stdout).toMatch(/entered by the draft only [1-9]/);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('What ');
    expect(text).not.toContain('NaN');
    expect(text).not.toContain('<script');
  });

  it('given a sample, when it is simulated, then exactly so many customers are', { timeout: 60_000 }, async () => {
    const { stdout } = await simulate('--orders', orders, '--sample', '7', '--json');
    expect(JSON.parse(stdout).tally.customers).toBe(7);
  });

  it('given a customer, when she is explained, then her orders and what followed stand in order of time', { timeout: 60_000 }, async () => {
    const { stdout } = await simulate('--orders', orders, '--explain', 'c-3');
    expect(stdout).toContain('she did order.placed');
    expect(stdout).toMatch(/thank-you.* is sent by email/);
  });

  it.each([
    [['--orders', 'missing.csv'], 'missing.csv'],
    [[], 'say whose past is simulated'],
    [['--orders', orders, '--from-table'], 'not both'],
    [['thank-yu', '--orders', orders], 'did you mean "thank-you"'],
    [['--orders', orders, '--from', '2025-12-01', '--until', '2025-03-01'], 'comes after --until'],
    [['--orders', orders, '--sample', '0'], 'a sample is a number of customers'],
    [['first-order', '--orders', orders, '--compare', draft], 'must be simulated too'],
    [['--orders', orders, '--explain', 'nobody'], 'no customer "nobody"'],
  ])('given %j, then it is refused with a sentence', { timeout: 60_000 }, async (given, says) => {
    await expect(simulate(...given)).rejects.toThrow(says);
  });
});

describe('the time that is simulated', () => {
  const history = { firstAt: Date.UTC(2023, 0, 5, 9), lastAt: Date.UTC(2024, 11, 9, 12, 30) };
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);

  it('is the last year, or all of a shorter history', () => {
    expect(day(timeSpanOf({}, history).from)).toBe('2023-12-10');
    expect(day(timeSpanOf({}, { ...history, firstAt: Date.UTC(2024, 6, 1, 9) }).from)).toBe('2024-07-01');
  });

  it('ends with the hour of the last activity, or with the day that was asked for', () => {
    expect(timeSpanOf({}, history).until).toBe(Date.UTC(2024, 11, 9, 13));
    expect(timeSpanOf({ until: '2024-11-30' }, history).until).toBe(Date.UTC(2024, 11, 1) - 1);
  });

  it.each([
    [{ from: '2024-02-30' }, 'is no day'],
    [{ from: '2030-01-01' }, 'nothing happened from then on'],
    [{ until: '2020-01-01' }, 'nothing had happened until then'],
  ])('refuses %j', (asked, says) => {
    expect(() => timeSpanOf(asked, history)).toThrow(says);
  });
});
