import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand, type Recorder } from '../../lib/cli/import.ts';
import { rootCommand } from '../../lib/cli/root.ts';
import type { DatedEntry } from '../../lib/usecases/import-entry.ts';
import { fileOf, removeFiles, uciFile, uciLine } from '../orders/order-files.ts';

afterAll(removeFiles);

/** Remembers what it was given, by customer, type and id, as the table does. */
function memory(failAt = Number.POSITIVE_INFINITY) {
  const known = new Map<string, string>();
  const state = { known, connected: 0, closed: 0 };
  const record = async ({ entry }: DatedEntry) => {
    const key =
      'customer' in entry ? `${entry.customer.customer}` : `${entry.activity.customer} ${entry.activity.type} ${entry.activity.id}`;
    const before = known.get(key);
    if (before === undefined && known.size >= failAt) throw new Error('the table is away');
    known.set(key, before ?? JSON.stringify(entry));
    if (before === undefined) return 'new';
    return before === JSON.stringify(entry) ? 'same' : 'conflict';
  };
  const connect = async (): Promise<Recorder> => {
    state.connected++;
    return { record, close: () => void state.closed++ };
  };
  return { ...state, state, connect };
}

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
  process.exitCode = undefined;
});

const noRows = () => Promise.reject(new Error('rows were asked for'));
const run = async (connect: () => Promise<Recorder>, ...args: string[]) => {
  const root = await rootCommand('import', { import: async () => importCommand(connect, noRows) });
  return root.parseAsync(['import', ...args], { from: 'user' });
};
const good = uciFile(
  uciLine(),
  uciLine({ invoice: '2', customer: '9' }),
  uciLine({ invoice: '3', customer: '' }),
  uciLine({ invoice: 'C4', quantity: '-1' }),
);

describe('rapport import', () => {
  it('--dry-run --json prints one object with exactly the counts and the numbers of rejected lines, and writes nothing', async () => {
    const file = fileOf(good);
    const { state, connect } = memory();
    await run(connect, file, '--dry-run', '--json');
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toEqual({
      lines: 4,
      imported: 2,
      refundLines: 1,
      rejected: { 'no-customer': 1 },
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: { GBP: '10.20' },
      rejectedLines: { 'no-customer': [4] },
    });
    expect(state.connected).toBe(0);
    expect(existsSync(`${file}.rejects.csv`)).toBe(false);
    expect(process.exitCode).toBeUndefined();
  });

  it('is called `import orders` as well', async () => {
    await run(memory().connect, 'orders', fileOf(good), '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject({ lines: 4, orders: 2 });
  });

  it('records everything, says how many were rejected and where they are', async () => {
    const file = fileOf(good);
    const { state, known, connect } = memory();
    await run(connect, file);
    expect(known.size).toBe(5);
    expect(state.closed).toBe(1);
    expect(out).toContain('4 lines of UCI Online Retail = 2 imported + 1 of refunds + 1 rejected (no-customer 1 (line 4))');
    expect(out).toContain('recorded: 5 new, 0 known already');
    expect(out).toContain(`${file}.rejects.csv`);
    expect(readFileSync(`${file}.rejects.csv`, 'utf8').split('\n')[1]).toBe(
      `4,no-customer,"the customer is empty","${uciLine({ invoice: '3', customer: '' })}"`,
    );
  });

  it('carries on after it was stopped half-way: the result is that of one run', async () => {
    const file = fileOf(uciFile(...Array.from({ length: 60 }, (_, n) => uciLine({ invoice: `${n}`, customer: `${n % 9}` }))));
    const whole = memory();
    await run(whole.connect, file);
    const stopped = memory(30);
    await run(stopped.connect, file);
    expect(process.exitCode).toBe(1);
    expect(err).toContain('recording failed: the table is away\nWhat was recorded stays; run the same command again');
    const { connect, known } = memory();
    for (const [key, value] of stopped.known) known.set(key, value);
    await run(connect, file);
    expect([...known].sort()).toEqual([...whole.known].sort());
    expect(out).toContain('30 known already');
  });

  it('says when an id was recorded before with other content', async () => {
    const { connect } = memory();
    await run(connect, fileOf(uciFile(uciLine())));
    await run(connect, fileOf(uciFile(uciLine({ price: '9.99' }))));
    expect(out).toContain('1 refused: the same id was recorded before with other content');
  });

  it('ends with 1 and a sentence when the file, the map or an option cannot be used', async () => {
    for (const args of [
      ['/nowhere.csv'],
      [fileOf('who,what\n')],
      [fileOf(good), '--currency', 'XX'],
      [fileOf(good), '--map', '/nowhere.json'],
    ]) {
      process.exitCode = undefined;
      const { known, connect } = memory();
      await run(connect, ...args);
      expect([args, process.exitCode, known.size]).toEqual([args, 1, 0]);
      expect(err).toMatch(/^rapport import: /);
      err = '';
    }
    expect(out).toBe('');
  });

  it('tells what is dated after today, in words and in JSON, where there is any', async () => {
    const at = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 19);
    const map = fileOf('{"columns":{"customer":"c","date":"d","amount":"a","order":"o"}}', '.json');
    const file = fileOf(`c,o,d,a\nx,1,2020-01-01,1\ny,2,${at},1\n`);
    await run(memory().connect, file, '--map', map, '--currency', 'GBP', '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject({ orders: 2, later: { count: 1, lastAt: `${at}.000Z`, customer: 'y' } });
    expect(err).toMatch(/^1 activity is dated after today, the last on .* \(customer y\): that is recorded as it stands/m);
    [out, err] = ['', ''];
    await run(memory().connect, fileOf(good));
    expect(err).not.toContain('after today');
  });

  it('ends with 1 when not one line can be read, and says by a sample that the dateFormat is likely wrong, as it is for most lines', async () => {
    const map = fileOf('{"columns":{"customer":"c","date":"d","amount":"a"},"dateFormat":"dd.MM.yyyy"}', '.json');
    const file = fileOf('c,d,a\n,2020-01-01,1\nx,2020-01-02,1\ny,2020-01-03,1\n');
    await run(memory().connect, file, '--map', map, '--currency', 'GBP', '--dry-run');
    expect(process.exitCode).toBe(1);
    expect(out).toContain('3 lines of the map = 0 imported + 0 of refunds + 3 rejected');
    expect(err).toContain('line 3: "2020-01-02" is not a date of the form dd.MM.yyyy');
    expect(err).toContain('the "dateFormat" of the map (--map FILE.json) is likely wrong');
  });

  it('says one of one order, line, customer and refund', async () => {
    await run(memory().connect, fileOf(uciFile(uciLine())), '--dry-run');
    expect(out).toMatch(/^1 line of UCI Online Retail = 1 imported.*\n1 order of 1 customer worth .*; 0 refunds\n/);
  });

  it.each([
    ['1.234', 'the point is taken for the decimal sign. Say "decimal": "," in the map', 'worth 1.23 GBP'],
    ['"1,234"', 'the comma is taken to part thousands. Say "decimal": "," in the map', 'worth 1,234.00 GBP'],
  ])('says how it took %s, where no amount shows which way it is meant', async (amount, told, worth) => {
    const map = fileOf('{"columns":{"customer":"c","date":"d","amount":"a"}}', '.json');
    await run(memory().connect, fileOf(`c,d,a\nx,2020-01-01,${amount}\n`), '--map', map, '--currency', 'GBP');
    expect(err).toContain(told);
    expect(out).toContain(worth);
  });

  describe('of a file that names no currency', () => {
    const map = () => fileOf('{"columns":{"customer":"c","date":"d","amount":"a"}}', '.json');
    const file = () => fileOf('c,d,a\nx,2020-01-01,1\n,2020-01-01,1\n');

    it('takes the base currency of the settings in force, and says so', async () => {
      const { known, connect } = memory();
      await run(async () => ({ ...(await connect()), currency: async () => 'EUR' }), file(), '--map', map());
      expect(err).toContain('amounts are taken as EUR, the base currency of the settings. Say --currency CODE');
      expect([...known.values()].join()).toContain('"currency":"EUR"');
    });

    it('records nothing where nobody knows which it is, until it is said', async () => {
      const { known, connect } = memory();
      await run(connect, file(), '--map', map());
      expect(err).toMatch(/names no currency, and nothing was published that says which is the shop's: say --currency CODE/);
      expect([known.size, process.exitCode]).toEqual([0, 1]);
      process.exitCode = undefined;
      await run(connect, file(), '--map', map(), '--currency', 'SEK');
      expect([...known.values()].join()).toContain('"currency":"SEK"');
    });

    it('takes in a dry run what the folder says, and tells the numbers of bad lines', async () => {
      await run(memory().connect, file(), '--map', map(), '--dry-run');
      expect(err).toContain('amounts are taken as GBP, the base currency of the settings');
      expect(out).toContain('1 rejected (no-customer 1 (line 3))');
      expect(out).toContain('dry run: nothing was written');
    });
  });
});
