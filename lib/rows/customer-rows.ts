import type { Property } from '../core/definition/data.ts';
import { phoneNumber } from '../orders/phone.ts';
import {
  attributeOf,
  clip,
  countryOf,
  dayOf,
  emailOf,
  instantOf,
  languageOf,
  type Reading,
  RefusedCell,
  yesOrNo,
  zoneOf,
} from './cell-values.ts';
import type { CustomerRow } from './row.ts';
import { type Field, type InForce, longestId, type RowKind } from './row-kind.ts';

const own: Field[] = [
  { name: 'customer', aliases: ['id', 'customer id', 'customer number', 'customer no'] },
  { name: 'email', aliases: ['e-mail', 'email address', 'e-mail address'] },
  { name: 'phone', aliases: ['phone number', 'mobile', 'mobile number', 'telephone'] },
  { name: 'firstName', aliases: ['given name', 'forename'] },
  { name: 'lastName', aliases: ['surname', 'family name'] },
  { name: 'language', aliases: ['locale', 'lang'] },
  { name: 'country', aliases: ['country code'] },
  { name: 'zone', aliases: ['time zone', 'timezone'] },
  { name: 'birthday', aliases: ['date of birth', 'birth date'] },
  { name: 'emailConsent', aliases: ['accepts email marketing', 'accepts marketing', 'email marketing'] },
  { name: 'smsConsent', aliases: ['accepts sms marketing', 'sms marketing'] },
  { name: 'at', aliases: ['updated at', 'changed at'] },
];

/** Read in a way of their own; everything else that data.json declares is read by its type. */
const special: { [name: string]: (text: string, reading: Reading) => string } = {
  language: languageOf,
  country: countryOf,
  zone: zoneOf,
  birthday: dayOf,
};

/** Customers: the id and whatever else is known, with the attributes that data.json declares. */
export function customerRows({ data, country: home }: InForce): RowKind<CustomerRow> {
  const declared = Object.entries(data.attributes).filter(([name]) => !own.some((field) => field.name === name));
  const readable = declared.filter(([, { type, of }]) => type !== 'object' && (type !== 'list' || of?.type === 'text'));
  const attributes = [...Object.entries(data.attributes).filter(([name]) => own.some((field) => field.name === name)), ...readable];
  return {
    name: 'customers',
    fields: [...own, ...readable.map(([name]) => ({ name, aliases: [] }))],
    needed: [['customer']],
    open: false,
    read(cell, reading) {
      const country = cell('country') === '' ? home : countryOf(cell('country'));
      const phone = cell('phone') === '' ? undefined : phoneOf(cell('phone'), country);
      return {
        customer: customerId(cell('customer')),
        ...(cell('email') !== '' && { email: emailOf(cell('email')) }),
        ...(phone !== undefined && { phone }),
        attributes: attributesOf(attributes, cell, reading),
        consent: {
          ...(cell('emailConsent') !== '' && { email: yesOrNo(cell('emailConsent'), 'emailConsent') }),
          ...(cell('smsConsent') !== '' && { sms: yesOrNo(cell('smsConsent'), 'smsConsent') }),
        },
        ...(cell('at') !== '' && { at: instantOf(cell('at'), reading) }),
      };
    },
    keyOf: ({ customer }) => customer,
    identityOf: ({ customer, at }) => JSON.stringify([customer, at]),
  };
}

function attributesOf(declared: [string, Property][], cell: (field: string) => string, reading: Reading): CustomerRow['attributes'] {
  return Object.fromEntries(
    declared.flatMap(([name, property]) => {
      const text = cell(name);
      if (text === '') return [];
      return [[name, special[name]?.(text, reading) ?? attributeOf(text, { name, property }, reading)]];
    }),
  );
}

/** Spreadsheets turn 12345 into 12345.0; it is the same customer. */
export function customerId(text: string): string {
  const id = text.trim().replace(/^(\d+)\.0+$/, '$1');
  if (id === '') throw new RefusedCell('no-customer', 'the customer is empty');
  if (id.length > longestId) throw new RefusedCell('no-customer', `the customer is longer than ${longestId} characters`);
  return id;
}

/** E.164. */
export function phoneOf(text: string, country: string | undefined): string {
  const number = phoneNumber(text, country);
  if (number === undefined)
    throw new RefusedCell(
      'bad-phone',
      `"${clip(text)}" is not a phone number${country ? ` of ${country}` : ''}; give it with its country code, such as +44 20 7946 0000`,
    );
  return number;
}
