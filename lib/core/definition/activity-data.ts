import { activityProperties } from './built-in.ts';
import type { Data, Properties, Property, PropertyType } from './data.ts';
import { isCurrency, parseDate } from './values.ts';

/**
 * What in an activity's data cannot be, by data.json: an activity that is not declared, a required property that is
 * missing, a value of another type, an amount below nothing, a currency that does not exist. Undeclared properties may
 * come along. The sentences name properties and types, never values, so they may be logged.
 */
export function checkActivityData(activity: { type: string; data: { [property: string]: unknown } }, data: Data): string[] {
  const properties = activityProperties(data, activity.type);
  if (!properties)
    return [`the activity "${activity.type}" is not declared in data.json; declared are ${Object.keys(data.activities).join(', ')}`];
  return checkObject(activity.data, properties, 'data');
}

function checkObject(value: object, properties: Properties, at: string): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const part: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (part === undefined || part === null)
      return property.required === true ? [`${at}.${name} is missing: it must be ${words[property.type]}`] : [];
    return checkValue(part, property, `${at}.${name}`);
  });
}

function checkValue(value: unknown, property: Property, at: string): string[] {
  if (!fits[property.type](value)) return [`${at} must be ${words[property.type]}`];
  if (Array.isArray(value)) return value.flatMap((each, index) => (property.of ? checkValue(each, property.of, `${at}[${index}]`) : []));
  return property.properties && isObject(value) ? checkObject(value, property.properties, at) : [];
}

const words: { [type in PropertyType]: string } = {
  text: 'text',
  number: 'a finite number',
  boolean: 'true or false',
  money: '{"amount": whole number of minor units, not below 0, "currency": code of ISO 4217}',
  date: 'a date, such as "2027-03-01"',
  time: 'an instant of ISO 8601 with offset, or in milliseconds',
  list: 'a list',
  object: 'an object',
};

const fits: { [type in PropertyType]: (value: unknown) => boolean } = {
  text: (value) => typeof value === 'string',
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  money: isMoney,
  date: isDate,
  time: (value) =>
    Number.isFinite(value) ||
    (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))),
  list: Array.isArray,
  object: isObject,
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMoney(value: unknown): boolean {
  if (!isObject(value) || !('amount' in value) || !('currency' in value)) return false;
  const { amount, currency } = value;
  return Number.isSafeInteger(amount) && Number(amount) >= 0 && typeof currency === 'string' && isCurrency(currency);
}

function isDate(value: unknown): boolean {
  try {
    return typeof value === 'string' && parseDate(value).day > 0;
  } catch {
    return false;
  }
}
