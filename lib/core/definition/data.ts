import * as z from 'zod';
import { activityNameSchema, noteSchema, propertyNameSchema, schemaLineSchema } from './fields.ts';

export const propertyTypes = ['text', 'number', 'boolean', 'money', 'date', 'time', 'list', 'object'] as const;
export type PropertyType = (typeof propertyTypes)[number];

/** The declaration of one property. A list says `of` what, an object its `properties`. */
export const propertySchema = z.strictObject({
  type: z.enum(propertyTypes).describe('money is {amount in minor units, currency}; date is a day, time an instant'),
  required: z.boolean().optional().describe('true: always there, so that paths to it need no care [false]'),
  get of() {
    return propertySchema.optional().describe('what a list holds');
  },
  get properties() {
    return z.record(propertyNameSchema, propertySchema).optional().describe('what an object holds');
  },
  note: noteSchema,
});
export type Property = z.infer<typeof propertySchema>;

const propertiesSchema = z.record(propertyNameSchema, propertySchema);
export type Properties = z.infer<typeof propertiesSchema>;

/** `campaigns/data.json`: what is known of a customer and what she can do, beside what every shop has. */
export const dataSchema = z.strictObject({
  $schema: schemaLineSchema,
  attributes: propertiesSchema
    .default({})
    .describe('what is known of a customer, beyond firstName, lastName, language, country, zone, birthday'),
  activities: z
    .record(activityNameSchema, z.strictObject({ properties: propertiesSchema.default({}).describe('what it tells'), note: noteSchema }))
    .default({})
    .describe('what a customer can do, beyond order.placed, order.refunded, customer.updated'),
  note: noteSchema,
});
export type Data = z.infer<typeof dataSchema>;
