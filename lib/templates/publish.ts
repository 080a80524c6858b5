import mjml2html from 'mjml';
import type { PublishedLanguage, PublishedTemplate } from './published.ts';

export type { PublishedTemplate } from './published.ts';

export interface SourceFile {
  /** As it is shown in problems. */
  file: string;
  source: string;
}

/** One folder of `campaigns/templates/`, read. */
export interface TemplateFolder {
  id: string;
  /** Path of template.json, as it is shown in problems. */
  file: string;
  defaultLanguage: string;
  subject?: { [language: string]: string };
  preheader?: { [language: string]: string };
  sms?: { [language: string]: string };
  /** email.<language>.mjml */
  email: { [language: string]: SourceFile };
  /** text.<language>.liquid; made from the e-mail where there is none. */
  text?: { [language: string]: SourceFile };
}

/**
 * Compiles a template to what the sender renders. `layout` is the brand's `campaigns/layouts/<brand>.mjml`; without one
 * the e-mail stands alone.
 * @throws TemplateProblemsError with every problem, its file, line and column
 */
export async function publishTemplate(folder: TemplateFolder, layout?: SourceFile): Promise<PublishedTemplate> {
  const languages: { [language: string]: PublishedLanguage } = {};
  for (const [language, { source }] of Object.entries(folder.email)) {
    const { html } = await mjml2html(layout ? layout.source.replace('{% content %}', () => source) : source, {});
    languages[language] = { html, text: '' };
  }
  return { id: folder.id, defaultLanguage: folder.defaultLanguage, languages };
}
