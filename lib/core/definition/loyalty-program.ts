import * as z from 'zod';
import {
  activityNameSchema,
  dateSchema,
  durationSchema,
  emailSchema,
  idSchema,
  languageSchema,
  moneyTextSchema,
  nameSchema,
  noteSchema,
  pathSchema,
  propertyNameSchema,
  schemaLineSchema,
} from './fields.ts';
import { predicateSchema } from './predicate.ts';
import { unitCostSchema } from './settings.ts';

/** Far above what a shop means, and far below where sums of many would no longer be exact. */
const countUpTo = (most: number) => {
  const what = `a whole number from 1 to ${most}`;
  return z.int(what).min(1, what).max(most, what);
};
const pointsSchema = countUpTo(1_000_000);
const timesSchema = countUpTo(100);

/** What customers read: one text, or one for each language. */
const titleSchema = z.union([nameSchema, z.record(languageSchema, nameSchema)], { error: 'a name, or a name for each language' });

const joinSchema = z.strictObject({
  activity: activityNameSchema.describe('what makes her a member: a purchase, a fee that was paid, a click on "join"'),
  get where() {
    return predicateSchema.optional().describe('which of them, such as an order of a certain amount');
  },
  lasts: durationSchema.optional().describe('how long the membership holds; the same activity again renews it [for ever]'),
  note: noteSchema,
});

const earnSchema = z.strictObject({
  id: idSchema.describe('its name in the ledger, for ever'),
  activity: activityNameSchema.describe('what is rewarded'),
  get where() {
    return predicateSchema.optional().describe('which of them');
  },
  points: z
    .union([pointsSchema, pathSchema], {
      error: 'a whole number of points from 1 to 1000000, or the path where they stand, such as "activity.points"',
    })
    .describe('how many: for each, or for each "per" of money'),
  per: z
    .union([moneyTextSchema, z.array(moneyTextSchema).min(1)], { error: 'an amount such as "1 GBP", or one for each currency' })
    .optional()
    .describe('for so much money; other currencies are converted by the rates of the settings'),
  of: propertyNameSchema.optional().describe('the property that holds the money [total]'),
  categories: z.array(nameSchema).min(1).optional().describe('only what lines of these categories cost'),
  for: propertyNameSchema.optional().describe('the property that names who gets them, such as "referrerId" [the actor]'),
  pending: durationSchema.optional().describe('until they can be spent; the return window [that of the program]'),
  note: noteSchema,
});

const multiplySchema = z.strictObject({
  id: idSchema.describe('its name in the ledger'),
  by: z.number().gt(1, 'more than 1').max(100).describe('so many times the points; of several that hold the highest counts'),
  earn: z.array(idSchema).min(1).optional().describe('of these rules [all]'),
  tiers: z.array(idSchema).min(1).optional().describe('for members of these tiers [all]'),
  from: dateSchema.optional().describe("first day, in the brand's zone"),
  until: dateSchema.optional().describe('last day'),
  get where() {
    return predicateSchema.optional().describe('which activities');
  },
  note: noteSchema,
});

const roundSchema = z.enum(['month', 'quarter', 'half-year', 'year']);

/** Three ways in which points end. Without `expiry` they never do. */
const expirySchema = z.union(
  [
    z.strictObject({
      after: durationSchema.describe('so long after they could first be spent'),
      round: roundSchema.optional().describe('at the end of that month, quarter, half-year or year [of that day]'),
      note: noteSchema,
    }),
    z.strictObject({
      each: z
        .string()
        .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day of the year, such as "12-31"')
        .describe('all end on this day of the year'),
      grace: durationSchema.optional().describe('those that are younger than this end a year later'),
      note: noteSchema,
    }),
    z.strictObject({ idle: durationSchema.describe('all end so long after she last earned or spent some'), note: noteSchema }),
  ],
  { error: 'one of {"after": "12 months"}, {"each": "12-31"}, {"idle": "12 months"}' },
);

const levelSchema = z.strictObject({
  id: idSchema.describe('its name in conditions'),
  name: titleSchema.describe('what customers read'),
  from: z
    .union([z.int().min(0).max(100_000_000), moneyTextSchema], { error: 'points up to 100000000, or an amount where tiers go by spend' })
    .describe('reached with so much'),
  note: noteSchema,
});

const tiersSchema = z.strictObject({
  by: z.enum(['points', 'spend']).describe('what qualifies: points earned, or money spent'),
  over: z
    .union([z.literal('calendar year'), durationSchema], { error: '"calendar year", or a duration such as "12 months"' })
    .describe('what is added up, and how long a tier holds from the day that it is reached'),
  grace: durationSchema.optional().describe('how long it holds beyond its end before a lower one follows'),
  levels: z.array(levelSchema).min(1, 'at least one level').describe('from the lowest to the highest'),
  note: noteSchema,
});

const rewardSchema = z.strictObject({
  id: idSchema.describe('its name, for ever'),
  name: titleSchema.describe('what customers read'),
  kind: z.enum(['discount', 'gift', 'prize']).default('discount').describe('what it is, told with reward.granted'),
  points: pointsSchema.describe('its price'),
  coupon: idSchema.optional().describe('the pool from which she gets a code'),
  validFor: durationSchema.optional().describe('how long the code holds'),
  stock: countUpTo(10_000_000).optional().describe('how many there are in all'),
  perCustomer: z
    .strictObject({ atMost: timesSchema, per: durationSchema.optional(), note: noteSchema })
    .optional()
    .describe('how many one customer gets, ever or in any such time'),
  tiers: z.array(idSchema).min(1).optional().describe('for members of these tiers only'),
  from: dateSchema.optional().describe("first day, in the brand's zone"),
  until: dateSchema.optional().describe('last day'),
  cost: moneyTextSchema.optional().describe('what one costs the shop'),
  note: noteSchema,
});

/** `campaigns/loyalty/<id>.json`: how points are earned, kept and spent, and what tiers there are. */
export const loyaltyProgramSchema = z.strictObject({
  $schema: schemaLineSchema,
  id: idSchema.describe('its name, for ever; accounts stand under it'),
  name: nameSchema.describe('what customers call it'),
  owner: emailSchema.describe('who is asked and told'),
  status: z
    .enum(['draft', 'live', 'ended'])
    .default('draft')
    .describe('draft counts nothing; ended: nothing more is earned, what there is can be spent'),
  brand: idSchema.optional().describe('a brand of the settings [the only one]'),
  join: joinSchema.default({ activity: 'order.placed' }).describe('how a customer becomes a member [her first order]'),
  earn: z.array(earnSchema).min(1, 'at least one rule').describe('what points are given for'),
  multiply: z.array(multiplySchema).default([]).describe('when there are more'),
  rounding: z.enum(['down', 'nearest', 'up']).default('down').describe('of what an activity earns in all'),
  pending: durationSchema.optional().describe('until points can be spent; the return window [at once]'),
  expiry: expirySchema.optional().describe('when points end [never]'),
  remind: z.array(durationSchema).default([]).describe('so long before points end, points.expiring is told'),
  tiers: tiersSchema.optional().describe('levels of members'),
  rewards: z.array(rewardSchema).default([]).describe('what points buy'),
  reservation: durationSchema.default('30 minutes').describe('how long points stay reserved that are not confirmed'),
  redemptions: z
    .strictObject({ atMost: timesSchema, per: durationSchema, note: noteSchema })
    .optional()
    .describe('how often one member may redeem in any such time'),
  pointCost: unitCostSchema.optional().describe('what an outstanding point will cost the shop, for the report on liability'),
  note: noteSchema,
});
export type LoyaltyProgram = z.infer<typeof loyaltyProgramSchema>;

/** `campaigns/coupons/<id>.json`: a pool of codes, each handed out once. */
export const couponPoolSchema = z.strictObject({
  $schema: schemaLineSchema,
  id: idSchema.describe('its name, for ever'),
  name: nameSchema.describe('what colleagues call it'),
  codes: z.enum(['generated', 'imported']).describe('made up here when one is drawn, or loaded with "rapport coupons import"'),
  prefix: z
    .string()
    .regex(/^[A-Z0-9-]{1,16}$/, 'capital letters, digits and hyphens, at most 16')
    .optional()
    .describe('what generated codes begin with'),
  cost: moneyTextSchema.optional().describe('what one code costs the shop, for budgets'),
  note: noteSchema,
});
export type CouponPool = z.infer<typeof couponPoolSchema>;
