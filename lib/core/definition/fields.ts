import * as z from 'zod';
import { isZone } from '../time.ts';
import {
  isCurrency,
  parseChange,
  parseDate,
  parseDateTime,
  parseDuration,
  parseMoney,
  parseShare,
  parseTimeOfDay,
  patterns,
  wanted,
  weekdays,
} from './values.ts';

/** Text of one form: what is wanted is said for a wrong type and for a wrong form alike. */
export function textOf(form: RegExp, what: string, parse?: (text: string) => unknown) {
  return z
    .string({ error: what })
    .regex(form, { error: what, abort: true })
    .superRefine((text, context) => {
      try {
        parse?.(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : what });
      }
    });
}

function known(what: string, knows: (text: string) => boolean) {
  return (text: string) => {
    if (!knows(text)) throw new RangeError(what);
  };
}

export const durationSchema = textOf(patterns.duration, wanted.duration, parseDuration);
export const moneyTextSchema = textOf(patterns.money, wanted.money, parseMoney);
export const shareSchema = textOf(patterns.share, wanted.share, parseShare);
export const changeSchema = textOf(patterns.change, wanted.change, parseChange);
export const timeOfDaySchema = textOf(patterns.timeOfDay, wanted.timeOfDay, parseTimeOfDay);
export const dateSchema = textOf(patterns.date, wanted.date, parseDate);
export const dateTimeSchema = textOf(patterns.dateTime, wanted.dateTime, parseDateTime);

export const idSchema = textOf(
  /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'an id in kebab-case, such as "thank-you"',
  known('an id of at most 64 characters', (id) => id.length <= 64),
);
/** An edition stands in a folder of its template: "news/2027-W09" for a week, "news/2027-03" for a month. */
export const templateIdSchema = textOf(
  /^[a-z0-9]+(-[a-z0-9]+)*(\/\d{4}-(W[0-5]\d|[01]\d))?$/,
  'the path of its folder in kebab-case, such as "thank-you", or for an edition "news/2027-W09" or "news/2027-03"',
  known('an id of at most 64 characters', (id) => id.length <= 64),
);
export const nameSchema = z.string().trim().min(1, 'a name that is not empty').max(200, 'a name of at most 200 characters');
export const activityNameSchema = textOf(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'an activity: two words with a dot, such as "order.placed"');
export const propertyNameSchema = textOf(/^[A-Za-z][A-Za-z0-9_]*$/, 'the name of a property, such as "basketId"');

export const pathRoots = ['customer', 'metrics', 'score', 'points', 'consent', 'trigger', 'activity', 'steps'] as const;
export const pathForm = new RegExp(`^(${pathRoots.join('|')})(\\.[A-Za-z0-9_-]+)+$`);
/** customer.* · metrics.* · score.* · points.* · consent.<channel>.<topic> · trigger.* · activity.* · steps.* */
export const pathSchema = textOf(pathForm, `a path that begins with ${pathRoots.join('., ')}., such as "customer.language"`);

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

export function isCountry(text: string): boolean {
  return /^[A-Z]{2}$/.test(text) && text !== 'ZZ' && regionNames.of(text) !== undefined;
}

const zoneWanted = 'a time zone of IANA, such as "Europe/London"';
const languageWanted = 'a language of BCP 47, such as "en" or "zh-Hans"';
const countryWanted = 'a country of ISO 3166, such as "GB"';
const currencyWanted = 'a currency of ISO 4217, such as "GBP"';
export const zoneSchema = textOf(/^[A-Za-z]/, zoneWanted, known(zoneWanted, isZone));
export const languageSchema = textOf(/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/, languageWanted, known(languageWanted, isLanguage));
export const countrySchema = textOf(/^[A-Z]{2}$/, countryWanted, known(countryWanted, isCountry));
export const currencySchema = textOf(/^[A-Z]{3}$/, currencyWanted, known(currencyWanted, isCurrency));
export const emailSchema = z.email({ error: 'an e-mail address, such as "anna@shop.example"' });
export const channelSchema = z.enum(['email', 'sms']);
export const weekdaySchema = z.enum(weekdays);

export const noteSchema = z.string().optional().describe('a comment for colleagues; it does nothing');
export const schemaLineSchema = z.string().optional().describe('the JSON Schema by which an editor completes and checks this file');
