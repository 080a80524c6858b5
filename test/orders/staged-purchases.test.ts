import { afterAll, describe, expect, it } from 'vitest';
import type { Purchases } from '../../lib/core/scoring/purchases.ts';
import { day } from '../../lib/core/time.ts';
import { readOrders } from '../../lib/orders/read-orders.ts';
import type { PurchaseOptions } from '../../lib/orders/staged-purchases.ts';
import { fileOf, mapOf, removeFiles, uciFile, uciLine } from './order-files.ts';

afterAll(removeFiles);

const dayOf = (date: string) => Date.parse(date) / day;
const byAmount = { columns: { customer: 'who', date: 'when', amount: 'worth', currency: 'in' } };
const gbp: PurchaseOptions = { rates: { base: 'GBP', toBase: {} }, before: Date.parse('2030-01-01'), net: false };

async function purchasesOf(content: string, options: Partial<PurchaseOptions> = {}, map?: unknown): Promise<Purchases[]> {
  const history = await readOrders(fileOf(content), map === undefined ? {} : { map: mapOf(map) });
  try {
    return [...history.purchases({ ...gbp, ...options })];
  } finally {
    history.close();
  }
}

describe('what each customer of an order file bought', () => {
  it('is her order days by id, earliest first, several orders of a day as one day', async () => {
    const content = 'who,when,worth,in\nb,2020-01-03,1.50,GBP\na,2020-01-05 09:00,2,GBP\na,2020-01-01,1,GBP\na,2020-01-05 22:00,3,GBP\n';
    expect(await purchasesOf(content, {}, byAmount)).toEqual([
      {
        id: 'a',
        days: [
          [dayOf('2020-01-01'), 1, 100],
          [dayOf('2020-01-05'), 2, 500],
        ],
        orders: 3,
        revenue: 600,
        firstDay: dayOf('2020-01-01'),
        lastDay: dayOf('2020-01-05'),
      },
      {
        id: 'b',
        days: [[dayOf('2020-01-03'), 1, 150]],
        orders: 1,
        revenue: 150,
        firstDay: dayOf('2020-01-03'),
        lastDay: dayOf('2020-01-03'),
      },
    ]);
  });

  it('leaves out what came later than asked for, and customers who came later', async () => {
    const content = 'who,when,worth,in\na,2020-01-01,1,GBP\na,2020-01-02,1,GBP\nb,2020-01-02 00:00,1,GBP\n';
    const found = await purchasesOf(content, { before: Date.parse('2020-01-02') }, byAmount);
    expect(found.map(({ id, orders }) => [id, orders])).toEqual([['a', 1]]);
  });

  it('is what orders were worth, or net of what was given back on the day it was; whoever only gives back is no buyer', async () => {
    const content = uciFile(
      uciLine({ customer: '1', quantity: '4', price: '1.00' }),
      uciLine({ customer: '1', invoice: 'C1', quantity: '-1', price: '1.00', date: '2010-12-05 10:00:00' }),
      uciLine({ customer: '2', invoice: 'C2', quantity: '-1' }),
    );
    const [before, ...others] = await purchasesOf(content);
    expect([before?.revenue, before?.orders, others]).toEqual([400, 1, []]);
    const net = await purchasesOf(content, { net: true });
    expect(net).toHaveLength(1);
    expect(net[0]).toMatchObject({ revenue: 300, orders: 1, lastDay: dayOf('2010-12-01') });
    expect(net[0]?.days).toEqual([
      [dayOf('2010-12-01'), 1, 400],
      [dayOf('2010-12-05'), 0, -100],
    ]);
  });

  it('has no order of free articles, but one whose total is nothing', async () => {
    expect(await purchasesOf(uciFile(uciLine({ customer: '1', price: '0' }), uciLine({ customer: '2', invoice: '2' })))).toMatchObject([
      { id: '2' },
    ]);
    const paidByVoucher = 'who,when,worth,in\na,2020-01-01,0,GBP\n';
    expect(await purchasesOf(paidByVoucher, {}, byAmount)).toMatchObject([{ id: 'a', orders: 1, revenue: 0 }]);
  });

  it('is in the base currency, and says which rate is missing', async () => {
    const content = 'who,when,worth,in\na,2020-01-01,10,EUR\na,2020-01-02,100,JPY\n';
    const rates = { base: 'GBP', toBase: { EUR: 0.9, JPY: 0.005 } };
    expect((await purchasesOf(content, { rates }, byAmount))[0]?.revenue).toBe(900 + 50);
    await expect(purchasesOf(content, { rates: { base: 'GBP', toBase: { EUR: 0.9 } } }, byAmount)).rejects.toThrow(
      'no rate from JPY to GBP',
    );
  });
});
