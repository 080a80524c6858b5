import * as z from 'zod';
import {
  activityNameSchema,
  channelSchema,
  durationSchema,
  idSchema,
  noteSchema,
  pathForm,
  pathSchema,
  propertyNameSchema,
  shareSchema,
  textOf,
  weekdaySchema,
} from './fields.ts';
import { eventSchema, predicateSchema } from './predicate.ts';
import { patterns } from './values.ts';
import { verbUnion } from './verb-union.ts';

const stepIdSchema = idSchema.optional();
const bySchema = z
  .array(channelSchema)
  .min(1, 'at least one channel')
  .refine((by) => new Set(by).size === by.length, { error: 'each channel once' });

export const sendSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step [the template]'),
  send: idSchema.describe('the template in campaigns/templates/'),
  by: bySchema.optional().describe('the first channel by which she can be reached [email]'),
  validFor: durationSchema.optional().describe('not after: dropped when it would come later than this [1 day]'),
  topic: idSchema.optional().describe("the topic whose consent counts [the campaign's]"),
  sender: pathSchema.optional().describe('who it comes from, such as "customer.accountManager"'),
  edition: z.enum(['week', 'month']).optional().describe('a new template folder each week or month'),
  note: noteSchema,
});

export const waitSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step, for steps.<id>.<property>'),
  wait: durationSchema.describe('how long, counted from when the step before happened'),
  get for() {
    return eventSchema.optional().describe('what ends the wait sooner');
  },
  get then() {
    return z.array(stepSchema).optional().describe('what follows when it came');
  },
  get otherwise() {
    return z.array(stepSchema).optional().describe('what follows when it did not come in time');
  },
  note: noteSchema,
});

const waitUntilForm = new RegExp(`^best hour$|${patterns.timeOfDay.source}|${pathForm.source}`);

export const waitUntilSchema = z
  .strictObject({
    id: stepIdSchema.describe('the name of this step'),
    waitUntil: textOf(
      waitUntilForm,
      'a time of day such as "09:00", the path of a date such as "customer.birthday", or "best hour"',
    ).describe("a time of day in the customer's zone, or the path of a date"),
    on: z.array(weekdaySchema).min(1, 'at least one weekday').optional().describe('on these weekdays only, with a time of day'),
    before: durationSchema.optional().describe('so long before the date'),
    note: noteSchema,
  })
  .refine((step) => step.on === undefined || patterns.timeOfDay.test(step.waitUntil), {
    error: 'on goes with a time of day, such as "09:00"',
    path: ['on'],
  })
  .refine((step) => step.before === undefined || step.waitUntil.includes('.'), {
    error: 'before goes with the path of a date',
    path: ['before'],
  });

const caseSchema = z.strictObject({
  get if() {
    return predicateSchema.describe('the condition');
  },
  get then() {
    return z.array(stepSchema).describe('what follows');
  },
  note: noteSchema,
});

export const branchSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step'),
  branch: z.array(caseSchema).min(1, 'at least one case').describe('the first whose condition is true'),
  get otherwise() {
    return z.array(stepSchema).optional().describe('what follows when none is true');
  },
  note: noteSchema,
});

const armSchema = z.strictObject({
  arm: idSchema.describe('the name of the arm, for steps.<id>.arm'),
  share: shareSchema.describe('its share; all together are 100%'),
  get then() {
    return z.array(stepSchema).describe('what follows');
  },
  note: noteSchema,
});

export const splitSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step; a split must have one'),
  split: z.array(armSchema).min(2, 'at least two arms').describe('chance decides, the same for ever'),
  note: noteSchema,
});

const mostPoints = 'a whole number of points, from 1 to 1000000';
const pointsSchema = z.strictObject({
  points: z.int(mostPoints).min(1, mostPoints).max(1_000_000, mostPoints).describe('how many'),
  note: noteSchema,
});
const couponSchema = z.strictObject({
  coupon: idSchema.describe('the pool of codes'),
  validFor: durationSchema.optional().describe('how long the code holds'),
  note: noteSchema,
});

export const rewardSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step; a reward must have one'),
  reward: verbUnion('a reward', { points: pointsSchema, coupon: couponSchema }).describe('points or a coupon'),
  note: noteSchema,
});

export const notifySchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step [the template]'),
  notify: idSchema.describe('the template in campaigns/templates/'),
  to: z
    .union([idSchema, pathSchema], { error: 'a team of the settings, or a path such as "customer.accountManager"' })
    .describe('a team, or the path of a colleague'),
  due: durationSchema.optional().describe('when it must be done'),
  digest: z.literal('daily').optional().describe('all of a day in one mail'),
  note: noteSchema,
});

export const pauseMarketingSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step'),
  pauseMarketing: durationSchema.describe('holds every message of class marketing, in all campaigns'),
  note: noteSchema,
});

const plainSchema = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: 'text, a number, true, false, or null to forget' });

export const updateSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step'),
  update: z
    .record(
      z.string().regex(/^customer\.[A-Za-z][A-Za-z0-9_]*$/, 'an attribute, such as "customer.stage"'),
      z.union([plainSchema, z.array(plainSchema)]),
    )
    .refine((update) => Object.keys(update).length > 0, { error: 'at least one attribute' })
    .describe('attributes and their new values'),
  note: noteSchema,
});

export const emitSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step'),
  emit: activityNameSchema.describe('the event for other systems, such as "gift.due"'),
  data: z.record(propertyNameSchema, pathSchema).optional().describe('its properties and where they come from'),
  note: noteSchema,
});

export const exitStepSchema = z.strictObject({
  id: stepIdSchema.describe('the name of this step'),
  exit: z.string().trim().min(1, 'the reason in words').max(100).describe('she leaves the campaign here; why, in words'),
  note: noteSchema,
});

/** Exactly one verb each. */
export const stepSchema = verbUnion('a step', {
  send: sendSchema,
  wait: waitSchema,
  waitUntil: waitUntilSchema,
  branch: branchSchema,
  split: splitSchema,
  reward: rewardSchema,
  notify: notifySchema,
  pauseMarketing: pauseMarketingSchema,
  update: updateSchema,
  emit: emitSchema,
  exit: exitStepSchema,
});
export type Step = z.infer<typeof stepSchema>;
export type SendStep = z.infer<typeof sendSchema>;
export type WaitStep = z.infer<typeof waitSchema>;
export type WaitUntilStep = z.infer<typeof waitUntilSchema>;
export type BranchStep = z.infer<typeof branchSchema>;
export type SplitStep = z.infer<typeof splitSchema>;
export type RewardStep = z.infer<typeof rewardSchema>;
export type NotifyStep = z.infer<typeof notifySchema>;
