import * as z from 'zod';
import { dateSchema, emailSchema, idSchema, nameSchema, noteSchema, propertyNameSchema, schemaLineSchema } from './fields.ts';
import { predicateSchema } from './predicate.ts';
import { verbUnion } from './verb-union.ts';

const common = {
  $schema: schemaLineSchema,
  id: idSchema.describe('its name in conditions, for ever'),
  name: nameSchema.describe('what colleagues call it'),
  owner: emailSchema.optional().describe('who is asked and told'),
  note: noteSchema,
};

export const ruleSegmentSchema = z.strictObject({
  ...common,
  program: idSchema.optional().describe('the loyalty program that points.* is about [the only one that is no draft]'),
  rule: predicateSchema.describe('who is in it'),
});
export const listSegmentSchema = z.strictObject({
  ...common,
  list: z
    .strictObject({
      columns: z.array(propertyNameSchema).describe('what each row may say beside the customer'),
      expires: dateSchema.describe('the day after which it is forgotten'),
      note: noteSchema,
    })
    .describe('an uploaded list; its rows go up by `rapport list put` and are never in git'),
});

/** A named audience: a rule, or an uploaded list. */
export const segmentSchema = verbUnion('a segment', { rule: ruleSegmentSchema, list: listSegmentSchema });
export type Segment = z.infer<typeof segmentSchema>;
