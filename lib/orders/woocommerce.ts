import { cellReader, type Layout } from './layout.ts';
import { refuse, type Standing } from './order-line.ts';

/** What WooCommerce's own reports leave out as well: nobody has bought anything yet. */
const unpaid = new Set(['pending', 'pendingpayment', 'failed', 'checkoutdraft', 'draft', 'trash']);
const givenBack = new Set(['refunded', 'cancelled', 'canceled']);

/**
 * WooCommerce: the analytics download and the common export plugins, which name their columns in their own ways
 * (`order_id`, `Order Number`, `Order #`). The total is the order's, also where there is a line for each item.
 */
export const wooCommerce: Layout = {
  name: 'a WooCommerce order export',
  totals: 'repeated',
  required: [
    ['order_id', 'order_number', 'Order #', 'Order', 'order_number_formatted'],
    ['order_date', 'date', 'date_created', 'Order Date', 'created_at', 'date_completed', 'Paid Date'],
    ['status', 'order_status'],
    ['order_total', 'Order Total Amount', 'total', 'total_amount', 'N. Revenue', 'Net Sales', 'net_revenue', 'net_total', 'Total Sales'],
  ],
  open(columns) {
    const cell = cellReader(columns);
    const number = cell('order_number', 'Order #', 'order_id', 'Order', 'order_number_formatted');
    const date = cell('order_date', 'date', 'date_created', 'created_at', 'date_completed', 'Paid Date');
    const status = cell('status', 'order_status');
    const total = cell(
      'order_total',
      'Order Total Amount',
      'total',
      'total_amount',
      'N. Revenue',
      'Net Sales',
      'net_revenue',
      'net_total',
      'Total Sales',
    );
    const refunded = cell(
      'refunded_total',
      'order_refunded_total',
      'Order Refund Amount',
      'total_refunded',
      'refunded_amount',
      'order_refund',
    );
    const currency = cell('currency', 'order_currency');
    const id = cell('customer_id', 'customer_user', 'Customer User ID', 'user_id');
    const email = cell('billing_email', 'Email (Billing)', 'customer_email', 'Customer Email', 'email');
    const name = cell('Customer', 'customer_name');
    const phone = cell('billing_phone', 'Phone (Billing)', 'customer_phone');
    const country = cell(
      'billing_country',
      'Country Code (Billing)',
      'Country Name (Billing)',
      'shipping_country',
      'Country Code (Shipping)',
    );
    const firstName = cell('billing_first_name', 'First Name (Billing)');
    const lastName = cell('billing_last_name', 'Last Name (Billing)');
    return (cells) => {
      const state = status(cells)
        .toLowerCase()
        .replace(/^wc-/, '')
        .replace(/[^a-z]/g, '');
      if (state === '' && total(cells) === '') return { item: number(cells) };
      const standing: Standing = givenBack.has(state) ? 'cancelled' : 'order';
      const customer = signedIn(id(cells)) || email(cells).toLowerCase() || name(cells);
      if (customer !== '' && unpaid.has(state)) return refuse('not-paid', `the status is "${status(cells)}"`);
      return {
        standing,
        customer,
        order: number(cells),
        date: date(cells),
        amount: total(cells),
        currency: currency(cells),
        country: country(cells),
        person: { firstName: firstName(cells), lastName: lastName(cells), email: email(cells), phone: phone(cells) },
        refunded: refunded(cells),
      };
    };
  },
};

/** Guests all have the customer number 0. */
function signedIn(id: string): string {
  return /^0*(\.0+)?$/.test(id) ? '' : id;
}
