import { cellReader, type Layout } from './layout.ts';

/** UCI Online Retail and Online Retail II: one line per product of an invoice; an invoice that starts with C is a cancellation. */
export const onlineRetail: Layout = {
  name: 'UCI Online Retail',
  totals: 'summed',
  currency: 'GBP',
  dateFormats: ['iso', 'M/d/yyyy H:mm', 'M/d/yyyy H:mm:ss', 'M/d/yy H:mm'],
  required: [['InvoiceNo', 'Invoice'], ['Quantity'], ['InvoiceDate'], ['UnitPrice', 'Price'], ['CustomerID', 'Customer ID']],
  open(columns) {
    const cell = cellReader(columns);
    const order = cell('InvoiceNo', 'Invoice');
    const customer = cell('CustomerID');
    const date = cell('InvoiceDate');
    const quantity = cell('Quantity');
    const price = cell('UnitPrice', 'Price');
    const product = cell('StockCode');
    const country = cell('Country');
    return (cells) => ({
      standing: /^c/i.test(order(cells)) ? 'refund' : 'order',
      customer: customer(cells),
      order: order(cells),
      date: date(cells),
      quantity: quantity(cells),
      price: price(cells),
      product: product(cells),
      country: country(cells),
    });
  },
};
