import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInVariables, checkTemplate } from '../../lib/templates/check.ts';
import { publishTemplate } from '../../lib/templates/publish.ts';
import { renderEmail, renderSms } from '../../lib/templates/render.ts';
import { scopeOfAmelia } from './shop.ts';

const campaigns = new URL('../../campaigns/', import.meta.url);
const layout = { file: 'campaigns/layouts/linden.mjml', source: readFileSync(new URL('layouts/linden.mjml', campaigns), 'utf8') };
const ids = readdirSync(new URL('templates/', campaigns));

function publish(id: string) {
  const path = new URL(`templates/${id}/`, campaigns);
  const files = Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(new URL(name, path), 'utf8')]));
  const definition = JSON.parse(files['template.json'] ?? '');
  const { subject, preheader, sms } = definition;
  const email = Object.fromEntries(
    ['en', 'de'].map((language) => [language, { file: `${id}.${language}`, source: files[`email.${language}.mjml`] ?? '' }]),
  );
  return publishTemplate({ id, file: id, defaultLanguage: 'en', subject, preheader, sms, email }, layout);
}

const recipients = [
  { language: 'en-GB', zone: 'Europe/London', currency: 'GBP' },
  { language: 'de-DE', zone: 'Europe/Berlin', currency: 'EUR' },
  { zone: 'Asia/Tokyo', currency: 'JPY' },
];
const { trigger } = scopeOfAmelia;
const scopes = [
  { ...scopeOfAmelia, unsubscribeUrl: 'https://shop.example/u/1' },
  { ...scopeOfAmelia, customer: {}, trigger: { ...trigger, categories: null, lines: null, url: null } },
];

describe.each(ids)('the letter %s of the example shop', (id) => {
  it('is published and can be read by everybody, with and without a name', async () => {
    const template = await publish(id);
    for (const recipient of recipients) {
      for (const scope of scopes) {
        const { html, text, subject } = renderEmail(template, scope, recipient);
        expect(html + text + subject).not.toMatch(/\{\{|\{%|undefined|\[object|NaN/);
        expect(text).toContain('Linden & Pine');
        expect(text.includes('https://shop.example/u/1')).toBe('unsubscribeUrl' in scope);
        expect(html).toContain('name="viewport"');
      }
    }
  });

  it('fits one part as a text message, with its opt-out words if it is marketing', async () => {
    const template = await publish(id);
    for (const recipient of recipients) {
      const { body, segments, encoding } = renderSms(template, scopes[0] ?? {}, recipient);
      expect({ body, segments, encoding }).toEqual({ body, segments: 1, encoding: 'GSM-7' });
      expect(/STOP/.test(body)).toBe(!id.startsWith('thank-you'));
    }
  });

  it('shows a marketer’s own language', async () => {
    const template = await publish(id);
    expect(Object.keys(template.languages).toSorted()).toEqual(['de', 'en']);
    expect(template.languages.de?.html).toContain('<html lang="de"');
    expect(template.languages.de?.subject).not.toBe(template.languages.en?.subject);
  });
});

describe('the layout of the example shop', () => {
  it('shows only what every template may show', () => {
    const { problems, variables } = checkTemplate({ ...layout, kind: 'html' });
    expect(problems).toEqual([]);
    expect(variables.map(({ path }) => path.join('.')).filter((path) => !builtInVariables.includes(path))).toEqual([]);
  });
});
