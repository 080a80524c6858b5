import * as z from 'zod';
import {
  activityNameSchema,
  changeSchema,
  dateSchema,
  dateTimeSchema,
  durationSchema,
  idSchema,
  moneyTextSchema,
  noteSchema,
  pathSchema,
  propertyNameSchema,
} from './fields.ts';
import { verbUnion } from './verb-union.ts';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' });
const boundSchema = z.union([z.number(), moneyTextSchema, changeSchema], {
  error: 'a number, or an amount with its unit, such as "20 GBP" or "-30%"',
});
const instantTextSchema = z.union([dateSchema, dateTimeSchema], { error: 'a date, such as "2027-03-01" or "2027-03-01 09:00"' });

export const operators = ['is', 'in', 'has', 'exists', 'atLeast', 'atMost', 'olderThan', 'newerThan', 'since', 'until'] as const;
export type Operator = (typeof operators)[number];

export const allSchema = z.strictObject({
  get all() {
    return z.array(predicateSchema).min(1, 'at least one condition').describe('true when every one is true');
  },
  note: noteSchema,
});

export const anySchema = z.strictObject({
  get any() {
    return z.array(predicateSchema).min(1, 'at least one condition').describe('true when one of them is true');
  },
  note: noteSchema,
});

export const noneSchema = z.strictObject({
  get none() {
    return z.array(predicateSchema).min(1, 'at least one condition').describe('true when none of them is true');
  },
  note: noteSchema,
});

export const fieldSchema = z
  .strictObject({
    field: pathSchema.describe('what is looked at, such as "customer.language"; a list inside the path means any element'),
    is: scalarSchema.optional().describe('equal to'),
    in: z.array(scalarSchema).min(1, 'at least one value').optional().describe('equal to one of'),
    has: scalarSchema.optional().describe('the list holds'),
    exists: z.boolean().optional().describe('true: something is known; false: nothing is known'),
    atLeast: boundSchema.optional().describe('this or more: 2, "20 GBP", "-30%"'),
    atMost: boundSchema.optional().describe('this or less'),
    olderThan: durationSchema.optional().describe('longer ago than "90 days"'),
    newerThan: durationSchema.optional().describe('less long ago than "90 days"'),
    since: instantTextSchema.optional().describe('on or after "2027-03-01"'),
    until: instantTextSchema.optional().describe('before or on "2027-03-01"'),
    within: durationSchema.optional().describe('the last "90 days" only; for metrics.orders, spend, averageOrder and spendChange'),
    note: noteSchema,
  })
  .superRefine((leaf, context) => {
    const used = operators.filter((operator) => leaf[operator] !== undefined);
    if (used.length > 0 && used.length < 3) return;
    context.addIssue({
      code: 'custom',
      message: `one or two of ${operators.join(', ')}; here ${used.length === 0 ? 'is none' : `are ${used.join(', ')}`}`,
    });
  });

const timesSchema = z
  .strictObject({
    atLeast: z.int('a whole number').min(1).optional().describe('this often or more'),
    atMost: z.int('a whole number').min(0).optional().describe('this often or less; 0 = never'),
    note: noteSchema,
  })
  .refine((times) => times.atLeast !== undefined || times.atMost !== undefined, { error: 'atLeast, atMost or both' });

/** One shape for goal, exit, wait-for and did. */
export const eventSchema = z.strictObject({
  activity: activityNameSchema.describe('what she did, such as "order.placed"; declared in campaigns/data.json'),
  get where() {
    return predicateSchema.optional().describe('which of them: a condition on activity.*');
  },
  same: propertyNameSchema.optional().describe('a property that must equal the one of what entered her, such as "basketId"'),
  step: idSchema.optional().describe('only what answers this step'),
  note: noteSchema,
});
export type EventPattern = z.infer<typeof eventSchema>;

export const didSchema = z.strictObject({
  get did() {
    return eventSchema.describe('the activity');
  },
  times: timesSchema.optional().describe('how often; without it once or more'),
  within: durationSchema.optional().describe('in the last "90 days"; without it ever'),
  note: noteSchema,
});

export const inSegmentSchema = z.strictObject({
  segment: idSchema.describe('the id of a segment in campaigns/segments/'),
  note: noteSchema,
});

/** A condition on a customer: true, false or unknown. */
export const predicateSchema = verbUnion('a condition', {
  all: allSchema,
  any: anySchema,
  none: noneSchema,
  field: fieldSchema,
  did: didSchema,
  segment: inSegmentSchema,
});
export type Predicate = z.infer<typeof predicateSchema>;
export type FieldLeaf = z.infer<typeof fieldSchema>;
export type DidLeaf = z.infer<typeof didSchema>;
export type SegmentLeaf = z.infer<typeof inSegmentSchema>;
