import { type Kind, renderLiquid, type Scope } from './engine.ts';
import { faultOf, pieceAt } from './fault.ts';
import type { Reader } from './formats.ts';
import { chooseLanguage, formatLocale, languageChain } from './language.ts';
import { position } from './problem.ts';
import type { ProductShelf } from './products.ts';
import type { PublishedLanguage, PublishedTemplate } from './published.ts';
import { type SmsSize, smsSegments } from './sms.ts';
import { oneLine, tidyText } from './tidy.ts';

/** Whom a message is written to: `language` BCP 47, `zone` IANA, `currency` ISO 4217 for amounts that name none. */
export interface Recipient {
  language?: string;
  zone: string;
  currency: string;
  /** What the templates can show of the shop's products. */
  products?: ProductShelf;
}

export interface RenderedEmail {
  language: string;
  subject: string;
  html: string;
  text: string;
}

export interface RenderedSms extends SmsSize {
  language: string;
  body: string;
}

/**
 * A message that must not be sent because it would have a hole. Its message names the template, the place in it and its own
 * words, never what a customer is or wrote, so it may be logged.
 */
export class TemplateRenderError extends Error {
  override name = 'TemplateRenderError';
  readonly reason = 'template-error';
}

/** Whether the template can be sent on a channel to somebody, whatever her language. */
export function supportsChannel(template: PublishedTemplate, channel: 'email' | 'sms'): boolean {
  const complete = channel === 'email' ? isEmail : isSms;
  return Object.values(template.languages).some(complete);
}

/**
 * The e-mail in the customer's language, chosen once for subject, HTML and text together (zh-Hans-CN → zh-Hans → zh → default).
 * @throws TemplateRenderError when a variable is missing or the template has no e-mail
 */
export function renderEmail(template: PublishedTemplate, scope: Scope, recipient: Recipient): RenderedEmail {
  const { language, part } = choose({ template, recipient, complete: isEmail });
  const print = (kind: Kind, source: string) => render({ template, language, kind, source, scope, recipient });
  const subject = oneLine(print('subject', part.subject));
  if (!subject) throw new TemplateRenderError(`template "${template.id}" (${language}, subject): renders nothing`);
  return {
    language,
    subject,
    html: print('html', part.html),
    text: tidyText(print('text', part.text)),
  };
}

/**
 * The SMS in the customer's language, with the parts it is billed as.
 * @throws TemplateRenderError when a variable is missing or the template has no SMS
 */
export function renderSms(template: PublishedTemplate, scope: Scope, recipient: Recipient): RenderedSms {
  const { language, part } = choose({ template, recipient, complete: isSms });
  const body = render({ template, language, kind: 'sms', source: part.sms, scope, recipient }).replace(wideSpaces, ' ').trim();
  if (!body) throw new TemplateRenderError(`template "${template.id}" (${language}, sms): renders nothing`);
  return { language, body, ...smsSegments(body) };
}

/** Spaces that Intl writes inside amounts; one of them would turn an SMS to UCS-2 and double its price. */
const wideSpaces = /[\u00A0\u2009\u202F]/g;

type EmailPart = PublishedLanguage & { subject: string; html: string; text: string };
type SmsPart = PublishedLanguage & { sms: string };

function isEmail(part: PublishedLanguage): part is EmailPart {
  return part.subject !== undefined && part.html !== undefined && part.text !== undefined;
}

function isSms(part: PublishedLanguage): part is SmsPart {
  return part.sms !== undefined;
}

interface Choice<Part extends PublishedLanguage> {
  template: PublishedTemplate;
  recipient: Recipient;
  complete: (part: PublishedLanguage) => part is Part;
}

function choose<Part extends PublishedLanguage>({ template, recipient, complete }: Choice<Part>): { language: string; part: Part } {
  const chain = languageChain(recipient.language, template.defaultLanguage);
  const language = chooseLanguage(template.languages, chain, complete);
  const part = language === undefined ? undefined : template.languages[language];
  if (language === undefined || part === undefined || !complete(part)) {
    const part = complete === isSms ? 'SMS' : 'e-mail';
    throw new TemplateRenderError(
      `template "${template.id}" has no ${part}, not even in its default language "${template.defaultLanguage}"`,
    );
  }
  return { language, part };
}

interface Rendering {
  template: PublishedTemplate;
  language: string;
  kind: Kind;
  source: string;
  scope: Scope;
  recipient: Recipient;
}

function render({ template, language, kind, source, scope, recipient }: Rendering): string {
  const reader: Reader = { locale: formatLocale(recipient.language, language), zone: recipient.zone, currency: recipient.currency };
  try {
    const { products } = recipient;
    return renderLiquid(kind, source, { scope: localized(scope, language), reader, ...(products && { products }) });
  } catch (error) {
    const { message, at } = faultOf(error);
    const place = at === undefined ? undefined : placeIn({ part: template.languages[language], kind, source, at });
    throw new TemplateRenderError(`template "${template.id}" (${language}, ${place ?? kind}): ${message}`, { cause: error });
  }
}

interface Failed {
  part: PublishedLanguage | undefined;
  kind: Kind;
  source: string;
  at: number;
}

/** As the author knows it. Subjects and text messages are one line. */
function placeIn({ part, kind, source, at }: Failed): string | undefined {
  if (kind === 'html') return part?.places?.[pieceAt(source, at)];
  return kind === 'text' ? `text:${position(source, at).line}` : undefined;
}

/** `brand.footer` may be given by language, as the settings have it. */
export function localized(scope: Scope, language: string): Scope {
  const { brand } = scope;
  if (typeof brand !== 'object' || brand === null || Array.isArray(brand)) return { ...scope, language };
  const { footer } = brand;
  if (typeof footer !== 'object' || footer === null || Array.isArray(footer)) return { ...scope, language };
  const chosen = languageChain(language, Object.keys(footer)[0] ?? language).find((tag) => typeof footer[tag] === 'string');
  return { ...scope, language, brand: { ...brand, footer: chosen === undefined ? undefined : footer[chosen] } };
}
