import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readOrders } from '../../lib/orders/read-orders.ts';
import { closes, fileOf, mapOf, readAll, removeFiles, uciFile, uciHeader, uciLine } from './order-files.ts';

afterAll(removeFiles);

describe('a broken line', () => {
  it('does not take the lines after it along', async () => {
    const broken = '536370,"22728,ALARM CLOCK,4,2010-12-01 08:45:00,3.75,12583,France';
    const after = Array.from({ length: 1200 }, (_, n) => uciLine({ invoice: `${n}`, text: n % 7 === 0 ? '"A, B"' : 'C' }));
    const { summary, rejectedText } = await readAll(uciFile(uciLine({ invoice: 'first' }), broken, ...after));
    expect(summary).toMatchObject({ lines: 1202, imported: 1201, orders: 1201, rejected: { 'broken-quotes': 1 } });
    expect(rejectedText).toContain(`3,broken-quotes,"a quote is not closed","${broken.replaceAll('"', '""')}"`);
  });

  it('loses nobody when the open quote stands on the last line, or meets the quote of a later one', async () => {
    const open = '536370,X,"OPEN,4,2010-12-01 08:45:00,3.75,12583,France';
    expect((await readAll(uciFile(uciLine(), open))).summary).toMatchObject({ imported: 1, rejected: { 'broken-quotes': 1 } });
    const quoted = uciLine({ invoice: '2', text: '" B"' });
    expect((await readAll(uciFile(open, quoted, uciLine()))).summary).toMatchObject({ imported: 2, rejected: { 'broken-quotes': 1 } });
  });

  it('is one with text after a closing quote', async () => {
    const { summary } = await readAll(uciFile('536370,X,"LAMP"S",4,2010-12-01 08:45:00,3.75,12583,France', uciLine()));
    expect(summary).toMatchObject({ imported: 1, rejected: { 'broken-quotes': 1 } });
  });

  it('is not one with a quote inside a bare field, doubled quotes or a note of several lines', async () => {
    const { summary } = await readAll(
      uciFile(uciLine({ text: 'PLATE 5" WIDE' }), uciLine({ text: '"A ""GOOD"" LAMP"' }), uciLine({ text: '"one\n\ntwo, three\nfour"' })),
    );
    expect(summary).toMatchObject({ lines: 3, imported: 3, rejected: {} });
  });

  it('is one with a zero byte in it', async () => {
    const { summary } = await readAll(uciFile(uciLine({ text: 'LA\0MP' }), uciLine()));
    expect(summary).toMatchObject({ imported: 1, rejected: { unreadable: 1 } });
  });

  it('is named by its physical line, also after notes of several lines', async () => {
    const { rejectedText } = await readAll(uciFile(uciLine({ text: '"one\ntwo"' }), uciLine({ invoice: '2', date: 'yesterday' })));
    expect(rejectedText).toMatch(/^4,bad-date,/m);
  });
});

describe('a line with a fact that cannot be', () => {
  const refused: [string, Parameters<typeof uciLine>[0], string][] = [
    ['without a customer', { customer: '' }, 'no-customer'],
    ['of 30 February', { date: '2011-02-30 08:00:00' }, 'bad-date'],
    ['of the year 1', { date: '0001-01-01 08:00:00' }, 'bad-date'],
    ['of the year 10000', { date: '10000-01-01 08:00:00' }, 'bad-date'],
    ['at 25 o’clock', { date: '2011-02-03 25:00:00' }, 'bad-date'],
    ['with a price of NaN', { price: 'NaN' }, 'bad-price'],
    ['with a price of Infinity', { price: 'Infinity' }, 'bad-price'],
    ['with a negative price', { price: '-1.00' }, 'bad-price'],
    ['with a telephone number for a price', { price: '447700900123' }, 'bad-price'],
    ['without a quantity', { quantity: '' }, 'bad-quantity'],
    ['with an order number of 200 characters', { invoice: 'x'.repeat(200) }, 'no-order'],
  ];
  for (const [what, values, reason] of refused) {
    it(`is rejected ${what}, and the good line beside it is not`, async () => {
      const { summary } = await readAll(uciFile(uciLine(values), uciLine({ invoice: 'good' })));
      expect(summary).toMatchObject({ lines: 2, imported: 1, orders: 1, rejected: { [reason]: 1 } });
    });
  }

  it('is rejected in an unknown currency', async () => {
    const map = mapOf({ columns: { customer: 'who', date: 'when', amount: 'worth', currency: 'in' } });
    const { summary } = await readAll('who,when,worth,in\na,2020-01-01,1.00,XXX\nb,2020-01-01,2.00,eur\nc,2020-01-01,2.00,GBPP\n', { map });
    expect(summary).toMatchObject({ imported: 1, rejected: { 'unknown-currency': 2 }, revenue: { EUR: '2.00' } });
  });

  it('is rejected when its order number already stands for another order', async () => {
    const { summary, rejectedText } = await readAll(
      uciFile(uciLine(), uciLine({ customer: '2' }), uciLine({ date: '2011-06-01 08:00:00' }), uciLine({ product: 'another line of it' })),
    );
    expect(summary).toMatchObject({ imported: 2, orders: 1, rejected: { 'conflicting-order': 2 } });
    expect(rejectedText).toMatch(/^3,conflicting-order,.*536365/m);
  });
});

describe('the encoding', () => {
  const french = uciLine({ text: 'CAFETIÈRE', customer: 'Société Générale' });

  it('is UTF-8 with or without a mark, with LF, CRLF or CR', async () => {
    for (const text of [
      `\uFEFF${uciFile(french)}`,
      uciFile(french).replaceAll('\n', '\r\n'),
      uciFile(french).replaceAll('\n', '\r'),
      uciFile(french).trimEnd(),
    ]) {
      const { summary, customers } = await readAll(text);
      expect(summary.imported).toBe(1);
      expect(customers[0]?.customer).toBe('Société Générale');
    }
  });

  it('is Windows-1252 for the lines that are not UTF-8, and for them alone', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${uciHeader}\n${french}\n`),
      Buffer.from(`${uciLine({ invoice: '2', customer: 'Café ' })}`, 'latin1'),
      Buffer.from([0x80, 0x0a]),
    ]);
    const mixed = Buffer.from(bytes.toString('latin1').replace('Café ,', 'Café,'), 'latin1');
    const { customers } = await readAll(mixed);
    expect(customers.map(({ customer }) => customer)).toContain('Société Générale');
    expect(customers.map(({ customer }) => customer)).toContain('Café');
  });

  it('is UTF-16 behind its mark', async () => {
    const { customers } = await readAll(Buffer.from(`\uFEFF${uciFile(french)}`, 'utf16le'));
    expect(customers[0]?.customer).toBe('Société Générale');
  });
});

describe('a file that cannot be used', () => {
  const refused: [string, string | Uint8Array, RegExp][] = [
    ['empty', '', /is empty/],
    ['blank', '\n\n  \n', /is empty/],
    [
      'without a needed column',
      uciFile().replace('CustomerID,', ''),
      /UCI Online Retail.*no column "CustomerID".*columns found: "InvoiceNo", "StockCode"/,
    ],
    [
      'of own columns',
      'order,date,total,customer\na,b,c,d\n',
      /if this is a WooCommerce.*no column "status".*another file, .*--map FILE.json, such as/,
    ],
    ['of an unknown layout', 'who,what\na,b\n', /layout is not known.*columns found: "who", "what".*--map/],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004rest'), /Excel workbook/],
    ['no text', Buffer.from([1, 0, 2, 0, 0, 0]), /not text/],
    [
      'damaged gzip',
      gzipSync(uciFile(...Array.from({ length: 500 }, (_, n) => uciLine({ invoice: `${n}` })))).subarray(0, 700),
      /cannot be read beyond line/,
    ],
    ['a header with a broken quote', 'Invoice"No,"Quan\n1,2\n', /header cannot be read/],
  ];
  for (const [what, content, message] of refused) {
    it(`is refused when it is ${what}, and nothing is written`, async () => {
      const file = fileOf(content);
      const rejects = `${file}.rejects.csv`;
      await expect(readOrders(file, { rejects })).rejects.toThrow(message);
      expect(existsSync(rejects) || existsSync(`${rejects}.partial`)).toBe(false);
    });
  }

  it('is refused when it is not there, or a folder', async () => {
    await expect(readOrders('/nowhere/orders.csv')).rejects.toThrow('/nowhere/orders.csv: there is no such file');
    await expect(readOrders('/')).rejects.toThrow('is a folder: name a file in it');
  });

  it('is accepted with a header and no lines', async () => {
    expect((await readAll(uciFile())).summary).toEqual({
      lines: 0,
      imported: 0,
      refundLines: 0,
      rejected: {},
      orders: 0,
      refunds: 0,
      customers: 0,
      revenue: {},
    });
  });

  it('is not even opened with an option that cannot be', async () => {
    await expect(readOrders('x.csv', { currency: 'GPB' })).rejects.toThrow(/--currency GPB: is not a currency.*did you mean/);
    await expect(readOrders('x.csv', { zone: 'Europe/Londn' })).rejects.toThrow('did you mean "Europe/London"?');
  });

  it('says where the rejects file cannot be written', async () => {
    await expect(readOrders(fileOf(uciFile(uciLine({ customer: '' }))), { rejects: '/nowhere/r.csv' })).rejects.toThrow(/--rejects/);
  });
});

describe('whatever stands in a file', () => {
  it('closes, and never takes a good line with it that has no quote', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const pieces = fc.constantFrom('"', '""', ',', ';', '\n', '\r\n', '\r', '\t', ' ', 'C1', '-5', '2010-12-01', '17850', 'é', '\uFEFF');
    const garbage = fc.oneof(
      bytes,
      fc.array(pieces, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (middle) => {
        const good = Array.from({ length: 30 }, (_, n) => uciLine({ invoice: `G${n}` })).join('\n');
        const { summary, activities } = await readAll(Buffer.concat([Buffer.from(`${uciHeader}\n`), middle, Buffer.from(`\n${good}\n`)]));
        expect(closes(summary)).toBe(true);
        expect(activities.filter(({ id }) => id.startsWith('G')).length).toBe(30);
      }),
      { numRuns: 150 },
    );
  });
});
