import * as z from 'zod';
import { campaignSchema } from './campaign.ts';
import { dataSchema, propertySchema } from './data.ts';
import { couponPoolSchema, loyaltyProgramSchema } from './loyalty-program.ts';
import { predicateSchema } from './predicate.ts';
import { scenarioFileSchema } from './scenario.ts';
import { segmentSchema } from './segment.ts';
import { settingsSchema } from './settings.ts';
import { stepSchema } from './step.ts';
import { templateSchema } from './template.ts';
import { verbsOf } from './verb-union.ts';

/** Names for what refers to itself. */
z.globalRegistry.add(predicateSchema, { id: 'condition' }).add(stepSchema, { id: 'step' }).add(propertySchema, { id: 'property' });

/** The JSON Schemas of all files that marketers write, draft-07, for editors. */
export function jsonSchemas(): { [name: string]: object } {
  return {
    campaign: jsonSchema(campaignSchema),
    segment: jsonSchema(segmentSchema),
    'loyalty-program': jsonSchema(loyaltyProgramSchema),
    'coupon-pool': jsonSchema(couponPoolSchema),
    template: jsonSchema(templateSchema),
    data: jsonSchema(dataSchema),
    settings: jsonSchema(settingsSchema),
    scenario: jsonSchema(scenarioFileSchema),
  };
}

function jsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    target: 'draft-07',
    io: 'input',
    override: ({ zodSchema, jsonSchema: written }) => {
      const verbs = verbsOf(zodSchema);
      if (!verbs || !written.anyOf) return;
      const { anyOf, ...rest } = written;
      for (const key of Object.keys(written)) delete written[key];
      Object.assign(written, rest, chosenBy(verbs, anyOf));
    },
  });
}

type Written = z.core.JSONSchema.BaseSchema;

/** `if required verb then …`: an editor then speaks of one branch, not of eleven. */
function chosenBy(verbs: string[], options: Written[]): Written {
  const [verb, ...others] = verbs;
  const [option, ...further] = options;
  if (verb === undefined || option === undefined) return {};
  const last = others.length === 0;
  const choice = last ? option : { if: { required: [verb] }, then: option, else: chosenBy(others, further) };
  return { type: 'object', ...choice };
}
