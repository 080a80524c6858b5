import { cellReader, type Layout } from './layout.ts';
import type { Person, Standing } from './order-line.ts';

/** Financial states in which the shop keeps no money of the order. */
const givenBack = new Set(['refunded', 'voided', 'expired']);

/** Shopify's orders export: the order stands on its first line, further lines of the same Name hold one item each. */
export const shopify: Layout = {
  name: "Shopify's orders export",
  totals: 'repeated',
  required: [['Name'], ['Email', 'Phone'], ['Financial Status'], ['Created at', 'Paid at'], ['Total']],
  open(columns) {
    const cell = cellReader(columns);
    const name = cell('Name');
    const email = cell('Email');
    const phone = cell('Phone', 'Billing Phone');
    const status = cell('Financial Status');
    const createdAt = cell('Created at', 'Paid at');
    const paidAt = cell('Paid at');
    const cancelledAt = cell('Cancelled at');
    const total = cell('Total');
    const refunded = cell('Refunded Amount');
    const currency = cell('Currency');
    const country = cell('Shipping Country', 'Billing Country');
    const billingCountry = cell('Billing Country');
    const billingName = cell('Billing Name', 'Shipping Name');
    const acceptsMarketing = cell('Accepts Marketing');
    return (cells) => {
      // Later lines repeat the e-mail and the date, but nothing of the money.
      if (total(cells) === '' && status(cells) === '') return { item: name(cells) };
      const person = personOf(billingName(cells), { email: email(cells), phone: phone(cells), acceptsMarketing: acceptsMarketing(cells) });
      const standing: Standing = givenBack.has(status(cells).toLowerCase()) || cancelledAt(cells) !== '' ? 'cancelled' : 'order';
      return {
        standing,
        customer: email(cells).toLowerCase() || phone(cells),
        order: name(cells),
        date: createdAt(cells) || paidAt(cells),
        amount: total(cells),
        currency: currency(cells),
        country: country(cells) || billingCountry(cells),
        person,
        refunded: refunded(cells),
        refundedOn: cancelledAt(cells),
      };
    };
  },
};

/** Shopify writes the billing name as first name, space, last name. */
function personOf(name: string, person: Person): Person {
  const space = name.indexOf(' ');
  if (space < 0) return name === '' ? person : { ...person, firstName: name };
  return { ...person, firstName: name.slice(0, space), lastName: name.slice(space + 1).trim() };
}
