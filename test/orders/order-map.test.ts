import { afterAll, describe, expect, it } from 'vitest';
import { loadOrderMap } from '../../lib/orders/order-map.ts';
import { readOrders } from '../../lib/orders/read-orders.ts';
import { fileOf, mapOf, readAll, removeFiles } from './order-files.ts';

afterAll(removeFiles);

describe('a map', () => {
  it('reads columns parted by runs of spaces, by number, without a header', async () => {
    const map = mapOf({ delimiter: ' ', header: false, columns: { customer: 1, date: 2, quantity: 3, amount: 4 }, dateFormat: 'yyyyMMdd' });
    const { summary, activities, customers } = await readAll(
      ' 00001 19970101  1   11.77\r\n 00002 19970112 12  112.00\r\n 00002 19970112  5 77.00\r\n',
      { map },
    );
    expect(summary).toEqual({
      lines: 3,
      imported: 3,
      refundLines: 0,
      rejected: {},
      orders: 3,
      refunds: 0,
      customers: 2,
      revenue: { USD: '200.77' },
    });
    expect(customers[0]?.customer).toBe('00001');
    expect(activities[0]?.occurredAt).toBe('1997-01-01T00:00:00.000Z');
  });

  it('counts columns from 0 when it names a column 0', async () => {
    const map = mapOf({ delimiter: '\t', header: false, columns: { customer: 0, date: 1, amount: 2 } });
    expect((await readAll('a\t2020-01-01\t3.50\n', { map })).summary.revenue).toEqual({ USD: '3.50' });
  });

  it('names the columns of a header in any case, and takes orders, categories, currency and country from them', async () => {
    const map = mapOf({
      columns: {
        customer: 'Client',
        order: 'receipt',
        date: 'Day',
        quantity: 'pieces',
        price: 'each',
        currency: 'cur',
        category: 'group',
        country: 'land',
      },
      dateFormat: 'd/M/yyyy H:mm',
    });
    const { summary, activities } = await readAll(
      'client,Receipt,day,pieces,each,cur,group,land\nanna,R1,3/2/2020 9:05,3,0.10,EUR,tea,Germany\nbo,R2,3/2/2020 9:06,1,5,EUR,tea,FR\nanna,R1,3/2/2020 9:05,2,1.005,EUR,coffee,Germany\n',
      { map },
    );
    expect(summary).toMatchObject({ orders: 2, revenue: { EUR: '7.31' } });
    expect(activities[0]?.data).toEqual({
      orderId: 'R1',
      total: { amount: 231, currency: 'EUR' },
      categories: ['coffee', 'tea'],
      country: 'DE',
    });
  });

  it('takes a negative amount as a refund, of the order with its number when there is one', async () => {
    const map = mapOf({ columns: { customer: 'c', order: 'o', date: 'd', amount: 'a' } });
    const { summary, activities } = await readAll('c,o,d,a\nx,1,2020-01-01,5\nx,1,2020-01-02,-2\n', { map });
    expect(summary).toMatchObject({ orders: 1, refunds: 1, imported: 1, refundLines: 1, revenue: { USD: '5.00' } });
    expect(activities[1]?.data).toEqual({ orderId: '1', amount: { amount: 200, currency: 'USD' } });
  });

  it('names orders without a number by their content: the same line tells twice of two orders, and the next export of the same', async () => {
    const map = mapOf({ columns: { customer: 'c', date: 'd', amount: 'a' } });
    const first = await readAll('c,d,a\nx,2020-01-01,5\nx,2020-01-01,5\n', { map });
    const next = await readAll('c,d,a\ny,2020-01-03,5\nx,2020-01-01,5\n', { map });
    expect(new Set(first.activities.map(({ id }) => id)).size).toBe(2);
    expect(next.activities.map(({ id }) => id)).toContain(first.activities[0]?.id);
  });

  it('reads a decimal comma where the first lines show one, or where it says so', async () => {
    const map = mapOf({ columns: { customer: 'c', date: 'd', amount: 'a' } });
    const shown = await readAll('c;d;a\nx;2020-01-01;1.234,50\ny;2020-01-01;2.000\n', { map });
    expect(shown.summary.revenue).toEqual({ USD: '3234.50' });
    const told = await readAll('c;d;a\ny;2020-01-01;2.000\n', {
      map: mapOf({ decimal: ',', columns: { customer: 'c', date: 'd', amount: 'a' } }),
    });
    expect(told.summary.revenue).toEqual({ USD: '2000.00' });
  });
});

describe('a map that cannot be', () => {
  const columns = { customer: 'c', date: 'd', amount: 'a' };
  const refused: [string, unknown, RegExp][] = [
    ['an unknown key', { columns, delimeter: ';' }, /unknown key "delimeter"; did you mean "delimiter"\?/],
    ['an unknown column key', { columns: { ...columns, custommer: 'c' } }, /columns: unknown key "custommer"; did you mean "customer"\?/],
    ['no worth', { columns: { customer: 'c', date: 'd', quantity: 'q' } }, /either "amount", or "quantity" and "price"/],
    ['two worths', { columns: { ...columns, quantity: 'q', price: 'p' } }, /both "amount" and "price"/],
    ['no customer', { columns: { date: 'd', amount: 'a' } }, /columns\.customer: /],
    ['a quote for a delimiter', { columns, delimiter: '"' }, /a delimiter is/],
    ['two problems', { columns: { date: 'd', amount: 'a' }, header: 'no' }, /header[\s\S]*columns\.customer/],
  ];
  for (const [what, map, message] of refused) {
    it(`is refused for ${what}`, async () => {
      await expect(loadOrderMap(mapOf(map))).rejects.toThrow(message);
    });
  }

  it('is refused for broken JSON, and when it is not there', async () => {
    await expect(loadOrderMap(fileOf('{"columns":', '.json'))).rejects.toThrow(/is not JSON/);
    await expect(loadOrderMap('/nowhere/map.json')).rejects.toThrow('there is no such file');
  });

  it('is refused for a column that the file has not', async () => {
    await expect(
      readAll('client,date,amount\n', { map: mapOf({ columns: { customer: 'clinet', date: 'date', amount: 'amount' } }) }),
    ).rejects.toThrow(/columns\.customer: there is no column "clinet"; did you mean "client"\?; columns found: "client", "date", "amount"/);
    await expect(
      readAll('a,2020-01-01,1\n', { map: mapOf({ header: false, columns: { customer: 1, date: 2, amount: 4 } }) }),
    ).rejects.toThrow(/the file has 3/);
  });

  it('is refused for a date format with what is no token', async () => {
    const given = (dateFormat: string) => readAll('c,d,a\n', { map: mapOf({ columns, dateFormat }) });
    await expect(given('YYYY-MM-dd')).rejects.toThrow(/"YYYY" is no token \(write yyyy\)/);
    await expect(given('HH:mm')).rejects.toThrow(/must have a year, a month and a day/);
    await expect(given('dd.MM.yyyy dd')).rejects.toThrow(/day stands in it twice/);
  });
});

describe('an amount that may be read in two ways', () => {
  const map = (over = {}) => ({ map: mapOf({ delimiter: ';', columns: { customer: 'c', date: 'd', amount: 'a' }, ...over }) });
  const told = async (amounts: string[], over = {}) =>
    (await readAll(`c;d;a\n${amounts.map((amount) => `x;2020-01-01;${amount}\n`).join('')}`, map(over))).doubtfulAmount;

  it('is told with the mark that was taken, where no other amount shows that mark and the map does not say it', async () => {
    expect(await told(['1.234', '5'])).toEqual({ text: '1.234', mark: '.' });
    expect(await told(['1,234'])).toEqual({ text: '1,234', mark: '.' });
    expect(await told(['1,234', '12,50'])).toBeUndefined();
    expect(await told(['1.234', '12.50'])).toBeUndefined();
    expect(await told(['12.50', '1,234'])).toBeUndefined();
    expect(await told(['1.234'], { decimal: ',' })).toBeUndefined();
    expect(await told(['12', '1234'])).toBeUndefined();
  });
});

describe('a map that does not fit', () => {
  it('is told by the first line that it rejects', async () => {
    const file = fileOf('00004 0001 19970101 2 29.33\n00004 0001 19970118 2 29.73\n');
    const map = mapOf({ delimiter: ' ', header: false, columns: { customer: 1, date: 2, amount: 4 }, dateFormat: 'yyyyMMdd' });
    const history = await readOrders(file, { map });
    history.close();
    expect(history.firstRejected).toMatchObject({ line: 1, text: '00004 0001 19970101 2 29.33' });
    expect(history.firstRejected?.detail).toContain('"0001" is not a date of the form yyyyMMdd');
  });

  it('and names columns of a file without a header is told so', async () => {
    const file = fileOf('00004 0001 19970101 2 29.33\n00004 0001 19970118 2 29.73\n');
    const map = mapOf({ delimiter: ' ', columns: { customer: 'id', date: 'day', amount: 'value' }, dateFormat: 'yyyyMMdd' });
    await expect(readOrders(file, { map })).rejects.toThrow(
      'columns.customer: there is no column "id"; the first line looks like data ("00004", "0001", "19970101" …): write "header": false',
    );
  });
});
