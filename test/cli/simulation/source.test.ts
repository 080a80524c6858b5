import { afterAll, describe, expect, it } from 'vitest';
import { sourceOfFile } from '../../../lib/cli/simulation/source.ts';
import { planOf } from '../../core/simulation/simulated-shop.ts';
import { fileOf, removeFiles } from '../../orders/order-files.ts';

afterAll(removeFiles);

const { settings } = planOf([]);

async function warningsOf(...lines: string[]): Promise<string> {
  const source = await sourceOfFile(fileOf(lines.join('\n')), { now: Date.UTC(2025, 0, 1) }, settings);
  source.close();
  return source.warnings.join(' ');
}

describe('the warnings of an order file', () => {
  const shopify = 'Name,Email,Financial Status,Total,Currency,Created at,Shipping Country,Accepts Marketing';
  const wooCommerce = 'order_id,order_date,status,order_total,customer_id,billing_country,billing_email';

  it('are about what customers said last, as they are simulated', async () => {
    const once = '#1,a@x.org,paid,10,GBP,2024-01-01,GB,yes';
    expect(await warningsOf(shopify, once)).not.toContain('nobody has agreed');
    expect(await warningsOf(shopify, once, '#2,a@x.org,paid,10,GBP,2024-02-01,GB,')).toContain('nobody has agreed');
    const reached = '1,2024-01-01,completed,10,7,GB,a@x.org';
    expect(await warningsOf(wooCommerce, reached)).not.toContain('no addresses');
    expect(await warningsOf(wooCommerce, reached, '2,2024-02-01,completed,10,7,GB,')).toContain('no addresses');
  });

  it('begin with the lines that could not be read', async () => {
    const said = await warningsOf(shopify, '#1,a@x.org,paid,10,GBP,2024-01-01,GB,yes', '#2,b@x.org,paid,10,GBP,2024-13-01,GB,yes');
    expect(said).toMatch(/^Lines that could not be read: bad-date 1 \(line 3\)\./);
  });

  it('tell how many refunds have no day of their own', async () => {
    const header = `${shopify},Refunded Amount,Cancelled at`;
    const late = '#1,a@x.org,refunded,10,GBP,2024-01-01,GB,yes,10,2024-01-09';
    expect(await warningsOf(header, late)).not.toContain('refund');
    expect(await warningsOf(header, late.replace('2024-01-09', '2024-01-01'))).not.toContain('refund');
    expect(await warningsOf(header, '#1,a@x.org,voided,0,GBP,2024-01-01,GB,yes,0,', late.replace('#1', '#2'))).not.toContain('refund');
    const partly = (number: number) => `#${number},a@x.org,partially_refunded,10,GBP,2024-02-0${number},GB,yes,5,`;
    expect(await warningsOf(header, late, partly(2))).toContain('no day of their own to 1 refund: each is played together with its order');
    expect(await warningsOf(header, late, partly(2), partly(3))).toContain('to 2 refunds:');
  });

  it('know a country that another order of that day leaves open', async () => {
    const lines = ['1,2024-01-01,completed,10,7,Unspecified,', '2,2024-01-01,completed,10,7,DE,', '3,2024-01-01,completed,10,9,DE,'];
    expect(await warningsOf(wooCommerce, ...lines)).not.toContain('No country');
    expect(await warningsOf(wooCommerce, ...lines, '4,2024-01-01,completed,10,8,,')).toContain('No country is known of 1 customer');
  });
});
