import * as z from 'zod';
import { languageSchema, noteSchema, schemaLineSchema, templateIdSchema } from './fields.ts';

const byLanguage = z.record(languageSchema, z.string().min(1, 'text that is not empty'));

/** `campaigns/templates/<id>/template.json`, or `<id>/<period>/template.json` for an edition; beside it stands one `email.<language>.mjml` per language. */
export const templateSchema = z.strictObject({
  $schema: schemaLineSchema,
  id: templateIdSchema.describe('the path of the folder below templates/, for ever'),
  subject: byLanguage.optional().describe('the subject of the e-mail by language, Liquid'),
  preheader: byLanguage.optional().describe('the line that an inbox shows after the subject, by language, Liquid'),
  sms: byLanguage.optional().describe('the text message by language, Liquid'),
  note: noteSchema,
});
export type TemplateDefinition = z.infer<typeof templateSchema>;
