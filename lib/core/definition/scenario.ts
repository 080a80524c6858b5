import * as z from 'zod';
import {
  activityNameSchema,
  channelSchema,
  dateSchema,
  dateTimeSchema,
  idSchema,
  nameSchema,
  noteSchema,
  schemaLineSchema,
  templateIdSchema,
} from './fields.ts';
import { verbUnion } from './verb-union.ts';

const jsonValueSchema = z.json({ error: 'any value of JSON' });
const dataSchema = z.record(z.string(), jsonValueSchema);
const daySchema = z.union([dateTimeSchema, dateSchema], { error: 'a date, such as "2026-11-02", or "2026-11-02 10:00"' });
const topicsSchema = z.array(idSchema).optional();

const customerSchema = z.strictObject({
  id: z.string().min(1).max(128).optional().describe("the shop's own id, for activities that name her [she]"),
  attributes: dataSchema.optional().describe('what is known of her, such as language, country, zone; her zone is that of all times here'),
  email: z.boolean().optional().describe('whether an e-mail address of hers is known [true]'),
  phone: z.boolean().optional().describe('whether a phone number of hers is known [false]'),
  consent: z
    .strictObject({
      email: topicsSchema.describe('topics that she wants by e-mail'),
      sms: topicsSchema.describe('topics that she wants by SMS'),
      note: noteSchema,
    })
    .optional()
    .describe('what she has agreed to, by channel'),
  note: noteSchema,
});

const givenSchema = z.strictObject({
  at: dateTimeSchema.describe('when, in her zone'),
  activity: activityNameSchema.describe('what she did, such as "order.placed"'),
  data: dataSchema.optional().describe('what it tells; money is "30 GBP" or {"amount": 3000, "currency": "GBP"}'),
  step: idSchema
    .optional()
    .describe('the message or task of the campaign that it answers, for email.clicked, survey.answered and the like'),
  by: z.string().min(1).max(128).optional().describe('another customer who did it, and by it named her'),
  note: noteSchema,
});

const receiptSchema = z.strictObject({
  at: dateTimeSchema.describe('when, in her zone, to the minute'),
  template: templateIdSchema.describe('the template; an edition as "news/2026-W45"'),
  by: channelSchema.optional().describe('the channel [any]'),
  note: noteSchema,
});

const noticeSchema = z.strictObject({
  at: dateTimeSchema.describe('when, in her zone, to the minute'),
  template: templateIdSchema.describe('the template of the notify step'),
  to: z.string().min(1).optional().describe('the team, or what stands at the path of "to" [any]'),
  note: noteSchema,
});

export const oneScenarioSchema = z.strictObject({
  $schema: schemaLineSchema,
  campaign: idSchema.describe('the campaign that is tried; it counts as live'),
  name: nameSchema.optional().describe('what is shown'),
  with: z.array(idSchema).optional().describe('other campaigns that are live beside it [none]'),
  customer: customerSchema.describe('who she is'),
  given: z.array(givenSchema).optional().describe('what she does'),
  from: daySchema
    .optional()
    .describe('since when the campaign is live; what she did before is history [the day of the first thing that is told here]'),
  until: daySchema.describe('the last day, or the minute, until which it is tried'),
  list: z.record(idSchema, dataSchema).optional().describe('uploaded lists on which she stands, and what her row says'),
  arms: z.record(idSchema, idSchema).optional().describe('the arm that chance gives her, by split [by her id]'),
  receives: z.array(receiptSchema).optional().describe('exactly what she gets, in order'),
  receivesNothing: z.literal(true).optional().describe('she gets nothing'),
  colleagues: z.array(noticeSchema).optional().describe('exactly what colleagues are told, in order [not looked at]'),
  note: noteSchema,
});
export type Scenario = z.infer<typeof oneScenarioSchema>;

/** Expects something, and one thing only. */
const scenarioSchema = oneScenarioSchema.superRefine(({ receives = [], receivesNothing, colleagues }, context) => {
  if (receives.length > 0 && receivesNothing)
    context.addIssue({ code: 'custom', path: ['receivesNothing'], message: 'either "receives" or "receivesNothing", not both' });
  if (receives.length === 0 && !receivesNothing && colleagues === undefined)
    context.addIssue({ code: 'custom', message: 'expects nothing: give "receives", or "receivesNothing": true' });
});

const manySchema = z.strictObject({
  $schema: schemaLineSchema,
  scenarios: z.array(scenarioSchema).min(1, 'at least one scenario').describe('each stands for itself'),
  note: noteSchema,
});

/** `campaigns/<id>.scenario.json`: one or several; what a customer does, and exactly what she receives. */
export const scenarioFileSchema = verbUnion('a scenario file', { scenarios: manySchema, campaign: scenarioSchema });
export type ScenarioFile = z.infer<typeof scenarioFileSchema>;

/** The scenarios of a file with the path to each. */
export function scenariosOf(file: ScenarioFile): { scenario: Scenario; path: (string | number)[] }[] {
  if (!('scenarios' in file)) return [{ scenario: file, path: [] }];
  return file.scenarios.map((scenario, index) => ({ scenario, path: ['scenarios', index] }));
}
