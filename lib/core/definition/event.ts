import * as z from 'zod';
import { activityNameSchema, idSchema, noteSchema, propertyNameSchema } from './fields.ts';
import { predicateSchema } from './predicate.ts';

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
