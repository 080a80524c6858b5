import * as z from 'zod/mini';
import { isoText } from './date-text.ts';

/** Integer minor units (1299 is 12.99 GBP, 1299 JPY) and an ISO 4217 code. */
export type Money = { amount: number; currency: string };

// The small zod has no sentences of its own: each that a sender may see is written here.
const idSentence = 'an id is text of 1 to 128 characters';
const typeSentence = 'a type is two kebab-case words with a dot, such as "order.placed", at most 64 characters';
const customerSentence = "the shop's own id of the customer, text of 1 to 128 characters";

export type ActivityData = { [name: string]: Json };
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What an item can hold beside its neighbours, and what no honest sender needs more of. */
const bounds = { characters: 32_768, levels: 16, name: 128, number: 1e15, digits: 1e-15 };
const dataSentence =
  `an object of JSON values of at most ${bounds.characters / 1024} KB and ${bounds.levels} levels, with names of 1 to ${bounds.name} characters ` +
  `and numbers up to ${bounds.number} that are 0 or above ${bounds.digits} in size`;

function isActivityData(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // The walk comes first: it ends at the deepest level allowed, which writing as text does not.
  return isObject && isBounded(value, 1) && JSON.stringify(value).length <= bounds.characters;
}

function isBounded(value: unknown, level: number): boolean {
  if (typeof value === 'number') return value === 0 || (Math.abs(value) <= bounds.number && Math.abs(value) >= bounds.digits);
  // Half a character cannot be written as UTF-8.
  if (typeof value === 'string') return value.isWellFormed();
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || level > bounds.levels) return false;
  if (Array.isArray(value)) return value.every((each) => isBounded(each, level + 1));
  return Object.entries(value).every(([name, each]) => name.length > 0 && name.length <= bounds.name && isBounded(each, level + 1));
}

/** Whose activity it is, and what of; the same in what is submitted and in what is kept. */
export const named = {
  id: z.string(idSentence).check(z.minLength(1, idSentence), z.maxLength(128, idSentence)),
  type: z.string(typeSentence).check(z.regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, typeSentence), z.maxLength(64, typeSentence)),
  customer: z.string(customerSentence).check(z.trim(), z.minLength(1, customerSentence), z.maxLength(128, customerSentence)),
};
export const told = { data: z._default(z.custom<ActivityData>(isActivityData, dataSentence), {}) };

/** An activity as it is kept: the instant is a number. Apart from what is submitted, so that a function which only reads is not larger for it. */
export const storedActivitySchema = z.strictObject({ ...named, occurredAt: z.int(), ...told });
export type Activity = z.infer<typeof storedActivitySchema>;

/** What a condition on activity.* can read of it, and what a step that waited for it remembers: its data, and when it was. */
export function toldBy({ occurredAt, data }: Activity): ActivityData {
  return { occurredAt: isoText(occurredAt), ...data };
}
