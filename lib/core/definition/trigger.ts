import * as z from 'zod';
import {
  activityNameSchema,
  dateTimeSchema,
  durationSchema,
  idSchema,
  noteSchema,
  pathSchema,
  propertyNameSchema,
  shareSchema,
  timeOfDaySchema,
  weekdaySchema,
  zoneSchema,
} from './fields.ts';
import { predicateSchema } from './predicate.ts';
import { verbUnion } from './verb-union.ts';

const zoneOrCustomerSchema = z.union([z.literal('customer'), zoneSchema], { error: '"customer" or a time zone, such as "Europe/London"' });

export const activityTriggerSchema = z.strictObject({
  activity: activityNameSchema.describe('what enters a customer, such as "order.placed"'),
  get where() {
    return predicateSchema.optional().describe('which of them: a condition on activity.*');
  },
  for: propertyNameSchema.optional().describe('the property that names the customer to enter; without it the one who did it'),
  note: noteSchema,
});

export const dateTriggerSchema = z
  .strictObject({
    date: pathSchema.describe('a date of the customer, such as "customer.birthday"'),
    every: z.literal('year').optional().describe('each year again; without it once'),
    before: durationSchema.optional().describe('so long before the date'),
    after: durationSchema.optional().describe('so long after the date'),
    at: timeOfDaySchema.optional().describe("time of day in the customer's zone [09:00]"),
    note: noteSchema,
  })
  .refine((trigger) => trigger.before === undefined || trigger.after === undefined, {
    error: 'before or after, not both',
    path: ['after'],
  });

export const onceTriggerSchema = z.strictObject({
  once: dateTimeSchema.describe('"2027-03-01 09:00"'),
  zone: zoneOrCustomerSchema.optional().describe("the customer's own, or one for all [customer]"),
  note: noteSchema,
});

export const everyTriggerSchema = z.strictObject({
  every: z.enum(['day', 'week', 'month']).describe('how often'),
  on: z
    .array(
      z.union([weekdaySchema, z.int().min(1).max(31), z.literal('last')], {
        error: 'a weekday, a day of the month from 1 to 31, or "last"',
      }),
    )
    .min(1)
    .optional()
    .describe('weekdays for a week, days of the month or "last" for a month'),
  at: timeOfDaySchema.describe('time of day'),
  zone: zoneOrCustomerSchema.optional().describe("the customer's own, or one for all [customer]"),
  note: noteSchema,
});

export const segmentTriggerSchema = z.strictObject({
  segment: idSchema.describe('the id of a segment'),
  on: z.enum(['enter', 'leave']).describe('when she comes into it or leaves it'),
  note: noteSchema,
});

export const lapseTriggerSchema = z.strictObject({
  lapse: z
    .union([z.literal('own rhythm'), durationSchema], { error: '"own rhythm" or a duration, such as "90 days"' })
    .describe('how long without a purchase'),
  sure: shareSchema.optional().describe('how sure that she has lapsed, with own rhythm'),
  minimum: durationSchema.optional().describe('never sooner than this, with own rhythm'),
  note: noteSchema,
});

/** What enters a customer: exactly one. */
export const triggerSchema = verbUnion('a trigger', {
  activity: activityTriggerSchema,
  date: dateTriggerSchema,
  once: onceTriggerSchema,
  every: everyTriggerSchema,
  segment: segmentTriggerSchema,
  lapse: lapseTriggerSchema,
});
export type Trigger = z.infer<typeof triggerSchema>;
export type ActivityTrigger = z.infer<typeof activityTriggerSchema>;
export type DateTrigger = z.infer<typeof dateTriggerSchema>;
export type OnceTrigger = z.infer<typeof onceTriggerSchema>;
export type EveryTrigger = z.infer<typeof everyTriggerSchema>;
export type LapseTrigger = z.infer<typeof lapseTriggerSchema>;
