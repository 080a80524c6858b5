import { describe, expect, it } from 'vitest';
import type { PublishedTemplate } from '../../lib/templates/published.ts';
import { renderEmail, renderSms, supportsChannel, TemplateRenderError } from '../../lib/templates/render.ts';
import { london } from './shop.ts';

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
    expect(() => renderSms(none, zoe, london)).toThrow('template "hello" has no such message in any of en-GB, en');
  });

  it('fails on a loop without end with a clear error', () => {
    const endless = { ...template, languages: { en: { sms: '{% for i in (1..999999999) %}{% endfor %}' } } };
    expect(() => renderSms(endless, zoe, london)).toThrow('template "hello" (en, sms): it builds a text or a range that is too long');
  });
});
