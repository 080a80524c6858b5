import * as z from 'zod';
import {
  activityNameSchema,
  channelSchema,
  countrySchema,
  currencySchema,
  dateSchema,
  durationSchema,
  emailSchema,
  idSchema,
  languageSchema,
  moneyTextSchema,
  nameSchema,
  noteSchema,
  schemaLineSchema,
  shareSchema,
  timeOfDaySchema,
  zoneSchema,
} from './fields.ts';

export const brandSchema = z.strictObject({
  id: idSchema.describe('its name in definitions'),
  name: nameSchema.describe('what customers call it'),
  sender: z.strictObject({ email: emailSchema, name: nameSchema, note: noteSchema }).describe('who mail comes from'),
  footer: z.record(languageSchema, z.string().min(1)).describe('company, address and legal line by language'),
  zone: zoneSchema.describe('its time zone'),
  languages: z.array(languageSchema).min(1, 'at least one language').describe('the first is the default'),
  currency: currencySchema.describe('in which its figures are shown'),
  sms: z
    .strictObject({
      sender: z.string().min(1).max(64).describe('sender id, number or pool'),
      partsPerSecond: z
        .number()
        .min(0.1)
        .max(1000)
        .optional()
        .describe(
          'parts of texts a second that this sender may send, as the provider has granted it; the slowest brand counts [tried out, at most 20]',
        ),
      note: noteSchema,
    })
    .optional()
    .describe('needed to send text messages'),
  note: noteSchema,
});
export type Brand = z.infer<typeof brandSchema>;

export const messageClasses = ['marketing', 'service'] as const;
export type MessageClass = (typeof messageClasses)[number];

const wordingSchema = z.strictObject({
  version: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'a short name such as "2026-11": letters, digits, points and hyphens')
    .describe('its name in every record of a consent; another text is another version'),
  text: z.record(languageSchema, z.string().min(1).max(1000)).describe('what customers agree to, by language'),
  note: noteSchema,
});

const topicSchema = z.strictObject({
  class: z.enum(messageClasses).describe('marketing needs consent and can be paused; service is part of a purchase'),
  basis: z.string().min(1).describe('the legal basis, such as "consent" or "contract"'),
  name: z
    .union([nameSchema, z.record(languageSchema, nameSchema)])
    .optional()
    .describe('what customers read on the preference page; by language if you like'),
  wording: wordingSchema.optional().describe('the words that they agree to'),
  confirm: z
    .boolean()
    .optional()
    .describe('true: a consent by e-mail counts once she has confirmed it from a mail (double opt-in) [false]'),
  note: noteSchema,
});

const capSchema = z
  .strictObject({
    topic: idSchema.optional().describe('messages of this topic'),
    channel: channelSchema.optional().describe('messages by this channel'),
    class: z.enum(messageClasses).optional().describe('messages of this class'),
    atMost: z.int('a whole number').min(1).describe('this many'),
    per: durationSchema.describe('in any such time, for one customer'),
    note: noteSchema,
  })
  .refine((cap) => [cap.topic, cap.channel, cap.class].filter((scope) => scope !== undefined).length === 1, {
    error: 'exactly one of topic, channel, class',
  });
export type Cap = z.infer<typeof capSchema>;

const hoursSchema = z
  .strictObject({ from: timeOfDaySchema.describe('closed from'), to: timeOfDaySchema.describe('open again from'), note: noteSchema })
  .refine((hours) => hours.from !== hours.to, { error: 'from and to must differ' });
export type QuietHours = z.infer<typeof hoursSchema>;

export const unitCostSchema = z
  .string({ error: 'a cost with its currency, such as "0.0001 USD"' })
  .regex(
    /^(0|[1-9][0-9]{0,3})(\.[0-9]{1,6})? [A-Z]{3}$/,
    'a cost with its currency, such as "0.0001 USD", at most 6 digits after the point',
  );

const ratesSchema = z.strictObject({
  base: currencySchema.describe('the currency in which customers are compared'),
  toBase: z
    .record(currencySchema, z.number().positive('a rate above 0'))
    .describe('what one of another currency is worth in it, such as {"EUR": 0.86}'),
  note: noteSchema,
});

const marginsSchema = z
  .record(nameSchema, shareSchema)
  .refine((margins) => margins.default !== undefined, { error: 'a "default", such as "40%", for what has no category of its own here' });

const frequencySchema = z
  .strictObject({
    heavy: z.int('a whole number').min(2).max(60).describe('order days in half a year from which she is a heavy customer [26]'),
    medium: z.int('a whole number').min(1).describe('and from which a medium one [6]'),
    note: noteSchema,
  })
  .refine(({ heavy, medium }) => heavy > medium, { error: 'heavy must be more than medium' });

/** `campaigns/settings.json`: what holds for all campaigns. */
export const settingsSchema = z.strictObject({
  $schema: schemaLineSchema,
  brands: z.array(brandSchema).min(1, 'at least one brand').describe('who speaks to customers'),
  topics: z.record(idSchema, topicSchema).describe('what customers can agree to'),
  caps: z.array(capSchema).default([]).describe('how much a customer gets at most'),
  quietHours: z
    .strictObject({
      default: hoursSchema.optional().describe('in every other country'),
      countries: z.record(countrySchema, hoursSchema).default({}).describe('by country of the customer'),
      note: noteSchema,
    })
    .default({ countries: {} })
    .describe("when nothing is sent, in the customer's zone"),
  neverContact: z.array(idSchema).default([]).describe('segments whose customers get no marketing'),
  holdout: shareSchema.default('0%').describe('the share of all customers that gets no marketing at all, for measuring'),
  rates: ratesSchema.optional().describe('to one currency'),
  unitCosts: z
    .strictObject({
      email: unitCostSchema.optional().describe('of one e-mail'),
      sms: z
        .record(z.union([z.literal('default'), countrySchema]), unitCostSchema)
        .optional()
        .describe('of one SMS part by country, and default'),
      note: noteSchema,
    })
    .default({})
    .describe('what a message costs'),
  margins: marginsSchema
    .optional()
    .describe('the share of the price that is left after what the goods cost, by category and default; a change counts for later orders'),
  costToServe: z
    .strictObject({
      order: moneyTextSchema.optional().describe('what an order costs beside the goods: picking, packing, parcel'),
      return: moneyTextSchema.optional().describe('what a return costs'),
      note: noteSchema,
    })
    .optional()
    .describe('what serving a customer costs'),
  frequency: frequencySchema.optional().describe('bounds of the frequency classes'),
  complaints: z.array(activityNameSchema).optional().describe('the activities that are complaints ["complaint.opened"]'),
  lifetime: z
    .strictObject({
      horizon: durationSchema.optional().describe('how far ahead the lifetime value looks ["1 year"]'),
      discount: shareSchema.optional().describe('what money of next year is worth less ["10%"]'),
      note: noteSchema,
    })
    .optional()
    .describe('how the lifetime value is counted'),
  teams: z
    .record(idSchema, z.strictObject({ emails: z.array(emailSchema).min(1), note: noteSchema }))
    .default({})
    .describe('colleagues to notify'),
  proofs: z.array(emailSchema).default([]).describe('addresses that may get proofs'),
  languages: z
    .record(
      languageSchema,
      z.strictObject({
        optOut: z.array(z.string().min(2)).min(1).describe('words of which a marketing SMS must show one, such as "STOP"'),
        note: noteSchema,
      }),
    )
    .default({})
    .describe('what holds for a language'),
  blackouts: z
    .array(
      z
        .strictObject({ from: dateSchema, to: dateSchema, note: noteSchema })
        .refine((days) => days.from <= days.to, { error: 'from must not come after to' }),
    )
    .default([])
    .describe('days on which no marketing is sent'),
  note: noteSchema,
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
