import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFolder } from '../../lib/cli/compile-folder.ts';
import { partsOf } from '../../lib/core/definition/walk.ts';
import { builtInVariables, checkTemplate } from '../../lib/templates/check.ts';
import { renderEmail, renderSms } from '../../lib/templates/render.ts';
import { examples } from '../example-shop.ts';
import { scopeOfAmelia } from './shop.ts';

const layout = { file: 'layouts/linden.mjml', source: readFileSync(`${examples}layouts/linden.mjml`, 'utf8') };
const { campaigns, templates, settings } = await compileFolder(examples);
const sends = campaigns.flatMap((campaign) =>
  partsOf(campaign).flatMap(({ part, value }) =>
    part === 'step' && 'send' in value ? [{ template: value.send, topic: value.topic ?? campaign.topic ?? '' }] : [],
  ),
);
/** Who sends a template; an edition is sent as its folder. */
const sendsOf = (id: string) => sends.filter(({ template }) => template === id.split('/')[0]);
const letters = templates.filter(({ id }) => sendsOf(id).length > 0);
const notices = templates.filter(({ id }) => sendsOf(id).length === 0);
const isMarketing = (id: string) => sendsOf(id).some(({ topic }) => settings.topics[topic]?.class === 'marketing');

const recipients = [
  { language: 'en-GB', zone: 'Europe/London', currency: 'GBP' },
  { language: 'de-DE', zone: 'Europe/Berlin', currency: 'EUR' },
  { zone: 'Asia/Tokyo', currency: 'JPY' },
];
const trigger = {
  ...scopeOfAmelia.trigger,
  ...{ tier: 'Silver', points: 240, expiresAt: '2026-12-01T09:00:00Z', lastOrderAt: Date.UTC(2026, 6, 1), complaintId: 'C-7' },
};
/** What the reward steps of the examples leave behind. */
const rewards = {
  gift: { points: 100, code: 'GIFT-9XQT-4N7B-C6K8', expiresAt: Date.UTC(2027, 2, 31) },
  code: { code: 'SPRING-9XQT-4N7B', expiresAt: Date.UTC(2027, 2, 31) },
  p1: { points: 200 },
  p2: { points: 300 },
  c1: { code: 'BACK10-9XQT-4N7B', expiresAt: Date.UTC(2027, 2, 31) },
  c2: { code: 'BACK20-9XQT-4N7B', expiresAt: Date.UTC(2027, 2, 31) },
};
const scope = {
  ...scopeOfAmelia,
  trigger,
  assetsUrl: 'https://pictures.example',
  surveyUrl: 'https://shop.example/s/1',
  steps: { ...rewards, answer: { score: 4, text: 'Late' } },
  response: { url: 'https://shop.example/r/1', code: 'ABCD-EFGH-JKMN' },
  task: { doneUrl: 'https://shop.example/tasks/1' },
};
const scopes = [
  { ...scope, unsubscribeUrl: 'https://shop.example/u/1', preferencesUrl: 'https://shop.example/p/1' },
  {
    ...scope,
    customer: {},
    steps: { ...rewards, answer: { score: 4 } },
    trigger: { ...trigger, categories: null, lines: null, url: null },
  },
];

describe.each(letters)('the letter $id of the example shop', (template) => {
  it('can be read by everybody, with and without a name', () => {
    for (const recipient of recipients) {
      for (const scope of scopes) {
        const { html, text, subject } = renderEmail(template, scope, recipient);
        expect(html + text + subject).not.toMatch(/\{\{|\{%|undefined|\[object|NaN/);
        expect(text).toContain('Linden & Pine');
        expect(text.includes('https://shop.example/u/1')).toBe('unsubscribeUrl' in scope);
        expect(text.includes('https://shop.example/p/1')).toBe('preferencesUrl' in scope);
        expect(html).toContain('name="viewport"');
      }
    }
  });

  it('shows a marketer’s own language', () => {
    expect(Object.keys(template.languages).toSorted()).toEqual(['de', 'en']);
    expect(template.languages.de?.html).toContain('<html lang="de"');
    expect(template.languages.de?.subject).not.toBe(template.languages.en?.subject);
  });
});

it.each(letters.filter(({ languages }) => languages.en?.sms))(
  'the text $id fits one part, with its opt-out words if it is marketing',
  (template) => {
    for (const recipient of recipients) {
      const { body, segments, encoding } = renderSms(template, scopes[0] ?? {}, recipient);
      expect({ body, segments, encoding }).toEqual({ body, segments: 1, encoding: 'GSM-7' });
      expect(/STOP/.test(body)).toBe(isMarketing(template.id));
    }
  },
);

it.each(notices)('the mail $id to colleagues says who it is about, and has a button that ends the task', (template) => {
  for (const scope of scopes) {
    const { html, text, subject } = renderEmail(template, scope, { zone: 'Europe/London', currency: 'GBP' });
    expect(html + text + subject).not.toMatch(/\{\{|\{%|undefined|\[object|NaN/);
    expect(subject).toContain(scope.customer === scopeOfAmelia.customer ? 'Amelia' : 'A customer');
    expect(text).toContain('https://shop.example/tasks/1');
  }
});

describe('the layout of the example shop', () => {
  it('shows only what every template may show', () => {
    const { problems, variables } = checkTemplate({ ...layout, kind: 'html' });
    expect(problems).toEqual([]);
    expect(variables.map(({ path }) => path.join('.')).filter((path) => !builtInVariables.includes(path))).toEqual([]);
  });
});
