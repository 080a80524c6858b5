import type { Scope } from '../../lib/templates/engine.ts';
import { TemplateProblemsError } from '../../lib/templates/problem.ts';
import { publishTemplate, type TemplateFolder } from '../../lib/templates/publish.ts';
import type { PublishedTemplate } from '../../lib/templates/published.ts';
import type { Recipient } from '../../lib/templates/render.ts';

/** A customer in London whose shop has one e-mail. */
export const london: Recipient = { language: 'en-GB', zone: 'Europe/London', currency: 'GBP' };

/** A template of one language with this e-mail and nothing else. */
export function folderOf(mjml: string, more: Partial<TemplateFolder> = {}): TemplateFolder {
  return {
    id: 'letter',
    file: 'letter/template.json',
    defaultLanguage: 'en',
    subject: { en: 'Hello' },
    email: { en: { file: 'letter/email.en.mjml', source: mjml } },
    ...more,
  };
}

/** Puts text where an e-mail has its text. */
export function inText(content: string): string {
  return `<mj-section><mj-column><mj-text>${content}</mj-text></mj-column></mj-section>`;
}

export function publishEmail(mjml: string, more: Partial<TemplateFolder> = {}): Promise<PublishedTemplate> {
  return publishTemplate(folderOf(mjml, more));
}

/** The problems of a template that must not be published, as "file:line:column message". */
export async function problemsOf(mjml: string, more: Partial<TemplateFolder> = {}): Promise<string[]> {
  try {
    await publishEmail(mjml, more);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateProblemsError)) throw error;
    return error.message.split('\n');
  }
}

export const scopeOfAmelia = {
  customer: { firstName: 'Amelia' },
  metrics: { orders: 23 },
  trigger: {
    orderId: 'L-20417',
    basketId: 'B 1/2',
    total: { amount: 129950, currency: 'GBP' },
    url: 'https://shop.example/basket/1',
    date: Date.UTC(2026, 10, 21, 23, 30),
    categories: ['Garden', 'Kitchen'],
    lines: [
      { name: 'Oak bread board', quantity: 2, price: { amount: 4975, currency: 'GBP' } },
      { name: 'Linen cloth', quantity: 1, price: { amount: 30000, currency: 'GBP' } },
    ],
  },
  brand: { id: 'linden', name: 'Linden & Pine', footer: { en: 'Linden & Pine Ltd, Bristol', de: 'Linden & Pine GmbH, Berlin' } },
} satisfies Scope;
