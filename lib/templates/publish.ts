import { checkTemplate, type TemplateSource } from './check.ts';
import { compileEmail, type SourceFile } from './compile.ts';
import type { Scope } from './engine.ts';
import { type TemplateProblem, TemplateProblemsError } from './problem.ts';
import { maxPublishedBytes, type PublishedLanguage, type PublishedTemplate } from './published.ts';
import { once, type Trial, tryText } from './trial.ts';

/** One folder of `campaigns/templates/`, read. */
export interface TemplateFolder {
  id: string;
  /** Path of template.json, as it is shown in problems. */
  file: string;
  /** BCP 47: the first language of the brand. */
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
 * Compiles a template to what the sender renders. `layout` is the brand's `campaigns/layouts/<brand>.mjml`, whose
 * `{% content %}` is replaced by the e-mail; without one the e-mail stands alone. What was compiled is tried on the
 * samples, so that what could never be sent is not published.
 * @throws TemplateProblemsError with every problem, its file, line and column
 */
export async function publishTemplate(folder: TemplateFolder, layout?: SourceFile, samples: Scope[] = [{}]): Promise<PublishedTemplate> {
  refuse([...sources(folder, layout).flatMap((source) => checkTemplate(source).problems), ...gaps(folder), ...layoutProblems(layout)]);
  const languages: { [language: string]: PublishedLanguage } = {};
  const problems: TemplateProblem[] = [];
  for (const language of languagesOf(folder)) {
    const compiled = await publishLanguage(folder, language, layout);
    languages[language] = compiled.part;
    problems.push(...compiled.problems, ...compiled.trials.flatMap((trial) => tryText(trial, samples)));
  }
  const template = { id: folder.id, defaultLanguage: folder.defaultLanguage, languages };
  refuse([...once(problems), ...tooHeavy(template, folder)]);
  return template;
}

function refuse(problems: TemplateProblem[]): void {
  if (problems.length > 0) throw new TemplateProblemsError(problems);
}

async function publishLanguage(folder: TemplateFolder, language: string, layout: SourceFile | undefined) {
  const email = folder.email[language];
  const subject = folder.subject?.[language];
  const preheader = folder.preheader?.[language];
  const sms = folder.sms?.[language];
  const text = folder.text?.[language];
  const compiled =
    email &&
    (await compileEmail({
      email,
      language,
      ...(layout ? { layout } : {}),
      ...(preheader === undefined ? {} : { preheader: { file: `${folder.file} (preheader.${language})`, source: preheader } }),
    }));
  const part: PublishedLanguage = {
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    ...(compiled ? { html: compiled.html, places: compiled.places.map(showPlace), text: text?.source ?? compiled.text } : {}),
    ...(sms === undefined ? {} : { sms }),
  };
  const inJson = (name: string) => ({ file: `${folder.file} (${name}.${language})`, language });
  const trials: Trial[] = [
    ...(subject === undefined ? [] : [{ ...inJson('subject'), kind: 'subject' as const, source: subject }]),
    ...(sms === undefined ? [] : [{ ...inJson('sms'), kind: 'sms' as const, source: sms }]),
    ...(compiled ? [{ kind: 'html' as const, language, source: compiled.html, file: email.file, places: compiled.places }] : []),
    ...(text ? [{ kind: 'text' as const, language, ...text }] : []),
  ];
  return { part, trials, problems: compiled?.problems ?? [] };
}

function showPlace({ file, line }: { file: string; line: number }): string {
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
}

function languagesOf(folder: TemplateFolder): string[] {
  const { subject, preheader, sms, email, text } = folder;
  return [...new Set([email, subject, preheader, sms, text].flatMap((texts) => Object.keys(texts ?? {})))];
}

function sources(folder: TemplateFolder, layout: SourceFile | undefined): TemplateSource[] {
  const inJson = (name: 'subject' | 'preheader' | 'sms') =>
    Object.entries(folder[name] ?? {}).map(
      ([language, source]): TemplateSource => ({
        file: `${folder.file} (${name}.${language})`,
        source,
        kind: name === 'sms' ? 'sms' : 'subject',
      }),
    );
  return [
    ...inJson('subject'),
    ...inJson('preheader'),
    ...inJson('sms'),
    ...Object.values(folder.email).map((file): TemplateSource => ({ ...file, kind: 'html' })),
    ...Object.values(folder.text ?? {}).map((file): TemplateSource => ({ ...file, kind: 'text' })),
    ...(layout ? [{ ...layout, kind: 'html' } satisfies TemplateSource] : []),
  ];
}

/** A language chosen for a message must have all of it. */
function gaps(folder: TemplateFolder): TemplateProblem[] {
  const problem = (message: string): TemplateProblem => ({ file: folder.file, line: 1, column: 1, message });
  const { defaultLanguage, email, subject = {}, preheader = {}, text = {}, sms } = folder;
  const missing = (part: object, name: string) =>
    Object.keys(email)
      .filter((language) => !(language in part))
      .map((language) => problem(`email.${language}.mjml has no ${name}.${language} in template.json`));
  const lonely = (part: object, name: string) =>
    Object.keys(part)
      .filter((language) => !(language in email))
      .map((language) => problem(`${name}.${language} has no email.${language}.mjml beside it`));
  const hasEmail = Object.keys(email).length > 0;
  return [
    ...missing(subject, 'subject'),
    ...[...lonely(subject, 'subject'), ...lonely(preheader, 'preheader'), ...lonely(text, 'text')],
    ...(hasEmail && !(defaultLanguage in email) ? [problem(`the default language has no e-mail: add email.${defaultLanguage}.mjml`)] : []),
    ...(sms && !(defaultLanguage in sms) ? [problem(`the default language has no text message: add sms.${defaultLanguage}`)] : []),
    ...(hasEmail || sms ? [] : [problem(`nothing to send: add email.${defaultLanguage}.mjml or sms.${defaultLanguage}`)]),
  ];
}

function layoutProblems(layout: SourceFile | undefined): TemplateProblem[] {
  if (!layout) return [];
  const markers = layout.source.match(/\{%-?\s*content\s*-?%\}/g)?.length ?? 0;
  if (markers === 1) return [];
  return [
    {
      file: layout.file,
      line: 1,
      column: 1,
      message: `a layout has {% content %} once, where the e-mail stands; this one has it ${markers} times`,
    },
  ];
}

function tooHeavy(template: PublishedTemplate, folder: TemplateFolder): TemplateProblem[] {
  const bytes = Buffer.byteLength(JSON.stringify(template));
  if (bytes <= maxPublishedBytes) return [];
  const message = `the compiled template weighs ${Math.ceil(bytes / 1000)} KB in ${Object.keys(template.languages).length} languages; at most ${maxPublishedBytes / 1000} KB are allowed`;
  return [{ file: folder.file, line: 1, column: 1, message }];
}
