import type { CustomerDetails } from '../../orders/entry.ts';
import { type Market, markets, names } from './catalogue.ts';
import { chance, pick, pickEvenly } from './chance.ts';

/** One customer of the built-in shop: who she is, and what her purchases are drawn from. */
export interface Shopper {
  id: string;
  market: Market;
  zone: string;
  details: CustomerDetails[];
}

/** Found by whoever looks for trouble: the shop's other systems send such customers too. */
const odd: { [index: number]: Partial<CustomerDetails['attributes']> } = {
  13: { zone: 'Mars/Olympus' },
  27: { firstName: '<b>Robert</b>' },
  41: { language: 'xx-unknown' },
  58: { birthday: '2000-02-29' },
  77: { country: 'ZZ' },
};

/** The shopper with a number from 0, the same on every machine. */
export function shopperAt(index: number): Shopper {
  const draw = (what: string) => chance('shopper', index, what);
  const id = `lp-${String(1001 + index)}`;
  const market = pick(markets, draw('market'));
  const zone = pickEvenly(market.zones, draw('zone'));
  const { first, last } = names[market.names];
  const firstName: string = pickEvenly(first, draw('first'));
  const lastName: string = pickEvenly(last, draw('last'));
  const attributes = {
    ...(draw('nameless') < 0.04 ? {} : { firstName, lastName }),
    language: pickEvenly(market.languages, draw('language')),
    country: market.country,
    ...(draw('zoneless') < 0.03 ? {} : { zone }),
    ...(draw('birthday') < 0.6 ? { birthday: birthdayOf(index) } : {}),
    ...defined(odd[index]),
  };
  return { id, market, zone, details: detailsOf(index, { id, market, attributes }) };
}

function defined(attributes: Partial<CustomerDetails['attributes']> = {}): CustomerDetails['attributes'] {
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function birthdayOf(index: number): string {
  const born = Date.UTC(1945 + Math.floor(chance('born', index, 'year') * 60), 0, 1 + Math.floor(chance('born', index, 'day') * 365));
  return new Date(born).toISOString().slice(0, 10);
}

/** Once for each consent that she was asked for; once when she never was. */
function detailsOf(
  index: number,
  { id, market, attributes }: { id: string; market: Market; attributes: CustomerDetails['attributes'] },
): CustomerDetails[] {
  const draw = (what: string) => chance('shopper', index, what);
  const email =
    draw('email') < 0.92 ? `${id}@${pickEvenly(['example.com', 'example.org', 'mail.example.net'], draw('domain'))}` : undefined;
  const phone = market.phones && draw('phone') < 0.45 ? phoneOf(market.phones, draw('number')) : undefined;
  const known = { customer: id, attributes, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
  const asked: CustomerDetails['consent'][] = [];
  if (email !== undefined && draw('asked') < 0.88)
    asked.push({ channel: 'email', given: draw('agreed') < 0.72, source: 'checkout', confirmed: true });
  if (phone !== undefined && draw('asked-sms') < 0.7) asked.push({ channel: 'sms', given: draw('agreed-sms') < 0.6, source: 'checkout' });
  return asked.length === 0 ? [known] : asked.map((consent) => (consent === undefined ? known : { ...known, consent }));
}

function phoneOf({ prefix, digits }: { prefix: string; digits: number }, at: number): string {
  return prefix + String(Math.floor(at * 10 ** digits)).padStart(digits, '0');
}
