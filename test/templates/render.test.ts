import { describe, expect, it } from 'vitest';
import type { PublishedTemplate } from '../../lib/templates/published.ts';
import { renderEmail, renderSms, supportsChannel, TemplateRenderError } from '../../lib/templates/render.ts';
import { london, publishEmail } from './shop.ts';

const template: PublishedTemplate = {
  id: 'hello',
  defaultLanguage: 'en',
  languages: {
    en: {
      subject: 'Hi {{ customer.name }}',
      html: '<p>{{ customer.name }}, {{ language }}</p>',
      text: '{{ customer.name }}',
      sms: 'Hi {{ customer.name }}',
    },
    'zh-Hans': { subject: '你好', html: '<p>你好</p>', text: '你好' },
    de: { sms: 'Hallo {{ trigger.total | money }} {{ trigger.date | date: "long" }} {{ brand.footer }}' },
  },
};
const zoe = { customer: { name: 'Zoë' } };

describe('renderEmail', () => {
  it('falls back zh-Hans-CN → zh-Hans', () => {
    expect(renderEmail(template, zoe, { ...london, language: 'zh-Hans-CN' })).toMatchObject({ language: 'zh-Hans', subject: '你好' });
  });

  it('takes the default language where a language has only a text message', () => {
    expect(renderEmail(template, zoe, { ...london, language: 'de-DE' })).toMatchObject({ language: 'en', html: '<p>Zoë, en</p>' });
  });

  it('keeps a subject on one line, whatever the name holds', () => {
    const { subject } = renderEmail(template, { customer: { name: 'a\r\nBcc: x@y.example\u2028\u0000b' } }, london);
    expect(subject).toBe('Hi a Bcc: x@y.example b');
  });

  it('fails with template-error rather than send a hole, and names no customer', () => {
    const send = () => renderEmail(template, { customer: { nmae: 'Zoë' } }, london);
    expect(send).toThrow(TemplateRenderError);
    expect(send).toThrow('template "hello" (en, subject): undefined variable: customer.name');
    expect(send).not.toThrow('Zoë');
  });

  it('tells the place in the author’s file', async () => {
    const mjml =
      '<mj-section><mj-column><mj-text>\n<p>{{ brand.name }}</p>\n<p>{{ customer.tier }}</p>\n</mj-text></mj-column></mj-section>';
    const text = { en: { file: 'letter/text.en.liquid', source: 'Hi\n{{ customer.tier }}' } };
    const published = await publishEmail(mjml, { text });
    const scope = { customer: {}, brand: { name: 'Linden' } };
    expect(() => renderEmail(published, scope, london)).toThrow(
      /^template "letter" \(en, email\.en\.mjml:3\): undefined variable: customer\.tier$/,
    );
    const textOnly = { ...published, languages: { en: { ...published.languages.en, html: '' } } };
    expect(() => renderEmail(textOnly, scope, london)).toThrow('template "letter" (en, text:2): undefined variable: customer.tier');
  });

  it.each([
    '{{ trigger.at | date: customer.name }}',
    '{{ customer[customer.name] }}',
    '{{ customer.name | money }}',
    '{{ customer.name | number }}',
    '{{ customer.name | date }}',
    '{{ trigger.at | date }}',
    '{{ customer.name | split: "" | join: customer }}{{ customer }}',
    '{{ trigger.at | plus: 1 | date: "full" | truncate: customer.name, customer.name | map: customer.name | money }}',
  ])('says nothing of the customer when %s fails', (subject) => {
    const failing = { ...template, languages: { en: { subject, html: '', text: '' } } };
    const send = () =>
      renderEmail(failing, { customer: { name: 'Zoë' }, trigger: { at: 0 } }, { ...london, language: 'xx-Zoë', zone: 'Zoë/Zoë' });
    expect(send).toThrow(TemplateRenderError);
    expect(send).not.toThrow('Zoë');
  });

  it('fails on a template that renders nothing as its subject', () => {
    const empty = { ...template, languages: { en: { subject: '{% if customer.x %}x{% endif %}', html: '', text: '' } } };
    expect(() => renderEmail(empty, zoe, london)).toThrow('(en, subject): renders nothing');
  });

  it('renders the same bytes twice', () => {
    expect(renderEmail(template, zoe, london)).toEqual(renderEmail(template, zoe, london));
  });
});

describe('renderSms', () => {
  const scope = {
    trigger: { total: { amount: 129950, currency: 'EUR' }, date: Date.UTC(2026, 10, 21, 23, 30) },
    brand: { id: 'linden', name: 'Linden', footer: { en: 'London', de: 'Berlin' } },
  };

  it('writes amounts, dates and footer for the customer, in characters that cost one part', () => {
    expect(renderSms(template, scope, { language: 'de-DE', zone: 'Europe/Berlin', currency: 'EUR' })).toEqual({
      language: 'de',
      body: 'Hallo 1.299,50 € 22. November 2026 Berlin',
      segments: 1,
      encoding: 'GSM-7',
    });
  });

  it('falls back to the default for a language with an e-mail only', () => {
    expect(renderSms(template, zoe, { ...london, language: 'zh-Hans' })).toMatchObject({
      language: 'en',
      body: 'Hi Zoë',
      encoding: 'UCS-2',
    });
  });

  it('fails when the template has no text message', () => {
    const none = { ...template, languages: { 'zh-Hans': template.languages['zh-Hans'] ?? {} } };
    expect(supportsChannel(none, 'sms')).toBe(false);
    expect(supportsChannel(none, 'email')).toBe(true);
    expect(() => renderSms(none, zoe, london)).toThrow('template "hello" has no SMS, not even in its default language "en"');
  });

  it('fails on a loop without end with a clear error', () => {
    const endless = { ...template, languages: { en: { sms: '{% for i in (1..999999999) %}{% endfor %}' } } };
    expect(() => renderSms(endless, zoe, london)).toThrow('template "hello" (en, sms): it builds a text or a range that is too long');
  });
});
