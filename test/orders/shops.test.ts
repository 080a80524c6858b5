import { afterAll, describe, expect, it } from 'vitest';
import { closes, readAll, removeFiles } from './order-files.ts';

afterAll(removeFiles);

const shopifyHeader =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Country,Shipping Country,Notes,Cancelled at,Phone,Refunded Amount,Id';

const shopifyFile = [
  shopifyHeader,
  '#1003,grace@example.com,paid,2024-03-02 10:00:00 +0100,fulfilled,yes,EUR,20,0,0,20.00,,2024-03-02 09:59:00 +0100,1,Tea,20.00,T1,Grace Müller-Lang,DE,DE,"ring\ntwice, please",,+49 171 3920085,0.00,53',
  '#1002,Anna@Example.com,partially_refunded,2024-03-01 10:00:00 -0500,fulfilled,no,USD,30,5,0,35.00,,2024-03-01 09:58:00 -0500,1,Mug,15.00,M1,Anna Brown,US,US,,,,5.00,52',
  '#1002,,,,,,,,,,,,2024-03-01 09:58:00 -0500,2,Tea,7.50,T1,,,,,,,,',
  '#1001,anna@example.com,refunded,2024-02-01 10:00:00 -0500,,no,USD,30,5,0,10.00,,2024-02-01 09:58:00 -0500,1,Mug,10.00,M1,Anna Brown,US,US,,2024-02-03 08:00:00 -0500,,10.00,51',
  '#1001,,,,,,,,,,,,,1,Spoon,0.00,S1,,,,,,,,',
  '#0999,,,,,,,,,,,,,1,Spoon,0.00,S1,,,,,,,,',
  '#1000,,paid,,,no,USD,1,0,0,1.00,,2024-01-01 09:58:00 -0500,1,Pen,1.00,P1,,US,US,,,,0,50',
  '',
].join('\r\n');

describe("Shopify's export", () => {
  it('closes: an order is one however many lines it has; what was given back whole is a refund', async () => {
    const { summary } = await readAll(`\uFEFF${shopifyFile.replace('#1002,,,,,,,,,,,,2024-03-01 09:58:00 -0500', '#1002,,,,,,,,,,,,')}`);
    expect(summary).toEqual({
      lines: 7,
      imported: 3,
      refundLines: 2,
      rejected: { 'no-customer': 1, 'no-first-line': 1 },
      orders: 2,
      refunds: 2,
      customers: 2,
      revenue: { EUR: '20.00', USD: '35.00' },
    });
    expect(closes(summary)).toBe(true);
  });

  it('says that a currency was guessed only where a line names none', async () => {
    expect((await readAll(shopifyFile)).guessedCurrency).toBeUndefined();
    expect((await readAll(shopifyFile.replace(',EUR,', ',,'))).guessedCurrency).toBe('USD');
    expect((await readAll(shopifyFile.replace(',EUR,', ',,'), { usualCurrency: 'GBP' })).guessedCurrency).toBe('GBP');
  });

  it('reads items by their Name also where they repeat the date', async () => {
    expect((await readAll(shopifyFile)).summary).toMatchObject({ imported: 3, orders: 2 });
  });

  it('tells a refund in part beside its order, and a cancelled order as placed and given back', async () => {
    const { activities } = await readAll(shopifyFile);
    expect(activities.map(({ type, id, occurredAt, data }) => [type, id, occurredAt, data?.total ?? data?.amount])).toEqual([
      ['order.placed', '#1001', '2024-02-01T14:58:00.000Z', { amount: 1000, currency: 'USD' }],
      ['order.refunded', '#1001', '2024-02-03T13:00:00.000Z', { amount: 1000, currency: 'USD' }],
      ['order.placed', '#1002', '2024-03-01T14:58:00.000Z', { amount: 3500, currency: 'USD' }],
      ['order.refunded', '#1002', '2024-03-01T14:58:00.000Z', { amount: 500, currency: 'USD' }],
      ['order.placed', '#1003', '2024-03-02T08:59:00.000Z', { amount: 2000, currency: 'EUR' }],
    ]);
    expect(activities[1]?.data?.orderId).toBe('#1001');
  });

  it('knows the customer by e-mail, whatever its case, with name, phone and consent', async () => {
    const { customers } = await readAll(shopifyFile);
    expect(customers).toEqual([
      {
        customer: 'anna@example.com',
        attributes: { firstName: 'Anna', lastName: 'Brown', country: 'US' },
        email: 'Anna@Example.com',
        consent: { channel: 'email', given: false, source: 'order file' },
      },
      {
        customer: 'grace@example.com',
        // Germany has one zone, the United States have many.
        attributes: { firstName: 'Grace', lastName: 'Müller-Lang', country: 'DE', zone: 'Europe/Berlin' },
        email: 'grace@example.com',
        phone: '+491713920085',
        consent: { channel: 'email', given: true, source: 'order file' },
      },
    ]);
  });

  it('says which column is missing', async () => {
    await expect(readAll(shopifyFile.replace('Total', 'Sum'))).rejects.toThrow(/Shopify's orders export, there is no column "Total"/);
  });
});

describe('a WooCommerce export', () => {
  it('of orders has one line each, guests are known by e-mail', async () => {
    const { summary, customers } = await readAll(
      [
        'order_id,order_number,date,status,order_total,currency,customer_id,billing_email,billing_first_name,billing_country,billing_phone,refunded_total',
        '11,11,2024-01-05 10:00:00,completed,20.50,GBP,7,ruth@example.com,Ruth,GB,,0',
        '12,12,2024-01-06 10:00:00,wc-processing,10,GBP,0,Guest@example.com,,GB,,0',
        '13,13,2024-01-07 10:00:00,refunded,5,GBP,7,ruth@example.com,Ruth,GB,,5',
        '14,14,2024-01-08 10:00:00,completed,8,GBP,7,ruth@example.com,Ruth,GB,,2',
        '15,15,2024-01-09 10:00:00,failed,99,GBP,7,ruth@example.com,Ruth,GB,,0',
        '16,16,2024-01-09 10:00:00,completed,3,GBP,,,,,,0',
      ].join('\n'),
    );
    expect(summary).toEqual({
      lines: 6,
      imported: 3,
      refundLines: 1,
      rejected: { 'not-paid': 1, 'no-customer': 1 },
      orders: 3,
      refunds: 2,
      customers: 2,
      revenue: { GBP: '38.50' },
    });
    expect(customers.map(({ customer }) => customer)).toEqual(['7', 'guest@example.com']);
  });

  it('with a line for each item repeats the total, which counts once', async () => {
    const header =
      '"Order Number","Order Status","Order Date","First Name (Billing)","Email (Billing)","Country Code (Billing)","Order Total Amount","Item Name","Quantity (- Refund)"';
    const line = (item: string, total = '30.00') =>
      `"77","Completed","2024-01-05 10:00","Ruth","ruth@example.com","GB","${total}","${item}","1"`;
    const { summary } = await readAll([header, line('Tea'), line('Mug'), line('Pot', '31.00')].join('\n'), { currency: 'GBP' });
    expect(summary).toMatchObject({ lines: 3, imported: 2, orders: 1, rejected: { 'conflicting-order': 1 }, revenue: { GBP: '30.00' } });
  });

  it('of the analytics page is read by its columns', async () => {
    const { summary } = await readAll(
      'Date,"Order #",Status,Customer,Product(s),"Items Sold",Coupon(s),"N. Revenue"\n"2024-01-05 10:00:00",5,completed,"Ruth Marsh","1× Tea, 2× Mug",3,,42.10\n"2024-01-06 10:00:00",6,cancelled,"Ruth Marsh",,1,,9.00\n',
      { currency: 'GBP' },
    );
    expect(summary).toMatchObject({ lines: 2, imported: 1, refundLines: 1, orders: 1, refunds: 1, revenue: { GBP: '42.10' } });
  });
});

describe('who a customer is', () => {
  const header =
    'Name,Email,Financial Status,Paid at,Total,Currency,Created at,Billing Name,Shipping Country,Phone,Refunded Amount,Cancelled at,Accepts Marketing';

  it('is what her latest order says, whenever an older one was given back', async () => {
    const old = '#1,a@x.org,refunded,2024-01-01,10,GBP,2024-01-01,Ann Old,DE,,10,2024-03-01,yes';
    const later = '#2,a@x.org,paid,2024-02-01,10,GBP,2024-02-01,Ann New,FR,,,,no';
    for (const lines of [
      [old, later],
      [later, old],
    ]) {
      const { customers, entryCount, entries } = await readAll([header, ...lines].join('\n'));
      expect(customers).toMatchObject([{ attributes: { firstName: 'Ann', lastName: 'New', country: 'FR' }, consent: { given: false } }]);
      expect(entryCount).toBe(entries.length);
    }
  });

  it('keeps the country that is known where a later order names none, and the last line of two on one day', async () => {
    const { customers } = await readAll(
      [
        header,
        '#1,a@x.org,paid,2024-01-01,10,GBP,2024-01-01,Ann Lee,DE,,,,yes',
        '#2,a@x.org,paid,2024-01-01,10,GBP,2024-01-01,Ann Kay,Unspecified,,,,yes',
      ].join('\n'),
    );
    expect(customers).toMatchObject([{ attributes: { lastName: 'Kay', country: 'DE' } }]);
  });
});
