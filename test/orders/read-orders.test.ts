import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { activitySchema } from '../../lib/core/activity.ts';
import { readOrders } from '../../lib/orders/read-orders.ts';
import { closes, fileOf, readAll, removeFiles, uciFile, uciLine } from './order-files.ts';

afterAll(removeFiles);

describe('the Online Retail layout', () => {
  it('makes one order of the lines of one invoice, wherever they stand', async () => {
    const { summary, activities } = await readAll(
      uciFile(
        uciLine({ price: '0.001', quantity: '500' }),
        uciLine({ invoice: '536366', customer: '9' }),
        uciLine({ product: 'B', date: '2010-12-01 08:27:00' }),
      ),
    );
    expect(summary).toEqual({
      lines: 3,
      imported: 3,
      refundLines: 0,
      rejected: {},
      orders: 2,
      refunds: 0,
      customers: 2,
      revenue: { GBP: '10.70' },
    });
    expect(activities[0]).toEqual({
      id: '536365',
      type: 'order.placed',
      customer: '17850',
      occurredAt: '2010-12-01T08:26:00.000Z',
      data: { orderId: '536365', total: { amount: 560, currency: 'GBP' }, country: 'GB' },
    });
  });

  it('reads the second edition: its header names and customers such as 13085.0', async () => {
    const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';
    const { summary, customers } = await readAll(`${header}\n${uciLine({ customer: '13085.0' })}\n`);
    expect(summary.orders).toBe(1);
    expect(customers).toEqual([{ customer: '13085', attributes: { country: 'GB', zone: 'Europe/London' } }]);
  });

  it('takes an invoice with C as the refund of the latest earlier order of that product by that customer', async () => {
    const { summary, activities } = await readAll(
      uciFile(
        uciLine({ invoice: '1', date: '2010-12-01 08:00:00' }),
        uciLine({ invoice: '2', date: '2010-12-02 08:00:00' }),
        uciLine({ invoice: '3', date: '2010-12-04 08:00:00' }),
        uciLine({ invoice: '4', date: '2010-12-02 09:00:00', customer: '99' }),
        uciLine({ invoice: 'C5', date: '2010-12-03 08:00:00', quantity: '-1' }),
        uciLine({ invoice: 'C6', date: '2010-12-05 08:00:00', quantity: '-1', product: 'NEVER BOUGHT' }),
      ),
    );
    expect(summary).toMatchObject({ lines: 6, imported: 4, refundLines: 2, orders: 4, refunds: 2, revenue: { GBP: '20.40' } });
    const refunds = activities.filter(({ type }) => type === 'order.refunded');
    expect(refunds.map(({ id, data }) => ({ id, data }))).toEqual([
      { id: 'C5', data: { orderId: '2', amount: { amount: 255, currency: 'GBP' } } },
      { id: 'C6', data: { amount: { amount: 255, currency: 'GBP' } } },
    ]);
  });

  it('takes a negative quantity without C as a refund too, and a price of 0 as an order worth nothing', async () => {
    const { summary } = await readAll(uciFile(uciLine({ quantity: '-2' }), uciLine({ invoice: '7', price: '0' })));
    expect(summary).toMatchObject({ imported: 1, refundLines: 1, orders: 1, refunds: 1, revenue: { GBP: '0.00' } });
  });

  it('reads the dates that spreadsheets make of it', async () => {
    const { activities } = await readAll(uciFile(uciLine({ date: '12/1/2010 8:26' })));
    expect(activities[0]?.occurredAt).toBe('2010-12-01T08:26:00.000Z');
  });
});

describe('reading', () => {
  it('tells who a customer is right before the first thing that she did, all in time order', async () => {
    const { entries, entryCount } = await readAll(
      uciFile(
        uciLine({ invoice: '2', date: '2010-12-02 08:00:00' }),
        uciLine({ invoice: '1' }),
        uciLine({ invoice: '3', customer: '9', date: '2010-12-01 09:00:00', country: 'EIRE' }),
      ),
    );
    expect(
      entries.map((entry) => ('customer' in entry ? `${entry.customer.customer} ${entry.customer.attributes.country}` : entry.activity.id)),
    ).toEqual(['17850 GB', '1', '9 IE', '3', '2']);
    expect(entryCount).toBe(5);
  });

  it('gives activities that the record accepts', async () => {
    const { activities } = await readAll(uciFile(uciLine(), uciLine({ invoice: 'C1', quantity: '-1' })));
    for (const activity of activities) expect(activitySchema.safeParse(activity).success).toBe(true);
  });

  it('knows gzip by its first bytes, not by its name', async () => {
    const { summary } = await readAll(gzipSync(uciFile(uciLine())));
    expect(summary.orders).toBe(1);
    const misnamed = await readOrders(fileOf(uciFile(uciLine()), '.csv.gz'));
    expect(misnamed.summary.orders).toBe(1);
    misnamed.close();
  });

  it('gives the same twice, and says how far it is', async () => {
    const file = fileOf(uciFile(uciLine(), uciLine({ invoice: 'C1', quantity: '-1' })));
    const seen: number[] = [];
    const history = await readOrders(file, { onProgress: ({ bytes, ofBytes }) => seen.push(bytes / ofBytes) });
    expect([...history.entries()]).toEqual([...history.entries()]);
    expect(seen.at(-1)).toBe(1);
    history.close();
  });

  it('reads local times in the zone that it is told', async () => {
    const { activities } = await readAll(uciFile(uciLine({ date: '2011-07-01 08:26:30' })), { zone: 'Europe/London' });
    expect(activities[0]?.occurredAt).toBe('2011-07-01T07:26:30.000Z');
  });

  it('counts in the currency that it is told: yen have no decimals, dinars three', async () => {
    const file = uciFile(uciLine({ price: '10.4', quantity: '1' }));
    expect((await readAll(file, { currency: 'JPY' })).summary.revenue).toEqual({ JPY: '10' });
    expect((await readAll(file, { currency: 'KWD' })).summary.revenue).toEqual({ KWD: '10.400' });
  });

  it('writes no rejects file when nothing was rejected, and takes away an old one', async () => {
    const file = fileOf(uciFile(uciLine()));
    const rejects = fileOf('left by an earlier run');
    (await readOrders(file, { rejects })).close();
    expect(existsSync(rejects)).toBe(false);
  });
});

describe('totals', () => {
  it('close over every kind of line', async () => {
    const { summary } = await readAll(
      uciFile(
        uciLine(),
        uciLine({ customer: '' }),
        uciLine({ invoice: 'C9', quantity: '-1' }),
        uciLine({ invoice: '8', date: '2011-02-30 10:00:00' }),
        uciLine({ invoice: '9', price: 'free' }),
        uciLine({ invoice: '10', quantity: 'some' }),
        uciLine({ invoice: '' }),
        '536370,"22728,ALARM CLOCK,4,2010-12-01 08:45:00,3.75,12583,France',
        'short,line',
      ),
    );
    expect(closes(summary)).toBe(true);
    expect(summary).toMatchObject({
      lines: 9,
      imported: 1,
      refundLines: 1,
      rejected: {
        'no-customer': 1,
        'bad-date': 1,
        'bad-price': 1,
        'bad-quantity': 1,
        'no-order': 1,
        'broken-quotes': 1,
        'wrong-columns': 1,
      },
    });
  });
});
