import * as z from 'zod';
import {
  dateSchema,
  durationSchema,
  emailSchema,
  idSchema,
  moneyTextSchema,
  nameSchema,
  noteSchema,
  propertyNameSchema,
  schemaLineSchema,
  shareSchema,
  textOf,
} from './fields.ts';
import { eventSchema, predicateSchema } from './predicate.ts';
import { stepSchema } from './step.ts';
import { triggerSchema } from './trigger.ts';
import { verbUnion } from './verb-union.ts';

export const kinds = ['direct', 'database', 'loyalty', 'thank-you', 'win-back'] as const;
export type Kind = (typeof kinds)[number];

export const entrySchema = z.strictObject({
  trigger: triggerSchema.describe('what enters a customer: exactly one'),
  audience: predicateSchema.optional().describe('who may enter; read once, at entry'),
  key: propertyNameSchema.optional().describe('the property that makes one occurrence, such as "basketId"'),
  reentry: z
    .union([z.enum(['never', 'always']), durationSchema], {
      error: '"never", "always", or a duration since the last entry, such as "90 days"',
    })
    .optional()
    .describe('when she may enter again; counted per key'),
  restart: z.boolean().optional().describe('true: the trigger again while she is inside starts over with fresh data [false]'),
  includeExisting: z.boolean().optional().describe('true: also those who already qualify on publish day [false]'),
  holdout: shareSchema.optional().describe('the share that is measured and gets nothing [0%]'),
  note: noteSchema,
});
export type Entry = z.infer<typeof entrySchema>;

export const goalSchema = eventSchema.safeExtend({
  within: durationSchema.describe('counted from entry'),
  stay: z.boolean().optional().describe('true: she stays inside when she has reached it [false]'),
});
export type Goal = z.infer<typeof goalSchema>;

export const exitIfSchema = z.strictObject({
  if: predicateSchema.describe('she leaves as soon as this is true; read again at send'),
  note: noteSchema,
});
export const exitSchema = verbUnion('an exit', { activity: eventSchema, if: exitIfSchema });
export type Exit = z.infer<typeof exitSchema>;

const keywordSchema = textOf(/^[A-Z0-9][A-Z0-9-]{1,63}$/, 'a word of 2 to 64 capital letters, digits and hyphens, such as "SPRING"');

export const responseSchema = z.strictObject({
  by: z
    .array(z.enum(['link', 'code', 'keyword']))
    .min(1, 'at least one way to answer')
    .describe('how she can answer'),
  within: durationSchema.describe('how long an answer counts'),
  keyword: keywordSchema.optional().describe('the word to reply by SMS [the id of the campaign, in capitals]'),
  note: noteSchema,
});

export const limitsSchema = z.strictObject({
  budget: moneyTextSchema.optional().describe('what it may cost'),
  per: z.enum(['run', 'month', 'year']).optional().describe('the budget is for each [the whole life]'),
  timesPerCustomer: z.int('a whole number').min(1).optional().describe('how often one customer may enter in all'),
  entriesPerDay: z.int('a whole number').min(1).optional().describe('how many customers may enter a day'),
  priority: z.int('a whole number from 0 to 100').min(0).max(100).optional().describe('higher goes first [by kind]'),
  note: noteSchema,
});

export const campaignSchema = z.strictObject({
  $schema: schemaLineSchema,
  id: idSchema.describe('its name, for ever; the customers inside know it by this'),
  kind: z.enum(kinds).describe('the craft whose rules hold'),
  name: nameSchema.describe('what colleagues call it'),
  owner: emailSchema.describe('who is asked and told'),
  status: z.enum(['draft', 'live', 'ended']).default('draft').describe('draft sends nothing'),
  topic: idSchema.optional().describe('the topic of the settings whose consent counts; needed when it sends'),
  basis: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('the legal basis of this campaign, such as "legitimate interest" [that of the topic]'),
  program: idSchema.optional().describe('the loyalty program'),
  brand: idSchema.optional().describe('a brand of the settings [the only one]'),
  starts: dateSchema.optional().describe('first day'),
  ends: dateSchema.optional().describe('last day'),
  entry: entrySchema.describe('who enters, when, how often'),
  goal: goalSchema.optional().describe('what it is for; reaching it exits'),
  exit: z.array(exitSchema).optional().describe('what makes her leave'),
  response: responseSchema.optional().describe('how she can answer, for kind direct'),
  limits: limitsSchema.optional().describe('cost, frequency, priority'),
  steps: z.array(stepSchema).min(1, 'at least one step').describe('what happens, in order'),
  note: noteSchema,
});
export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignInput = z.input<typeof campaignSchema>;
