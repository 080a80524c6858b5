import type { SourceFile } from './compile.ts';
import type { TemplateFolder } from './publish.ts';

export interface FolderInput {
  /** Path of the folder, as it is shown in problems. */
  path: string;
  /** template.json. */
  definition: Pick<TemplateFolder, 'id' | 'subject' | 'preheader' | 'sms'>;
  /** Every other file in the folder, name → content. */
  files: { [name: string]: string };
  defaultLanguage: string;
}

/** The names that mean something in a template's folder: `email.<language>.mjml` and `text.<language>.liquid`. */
const fileName = /^(?:email\.(?<email>[A-Za-z0-9-]+)\.mjml|text\.(?<text>[A-Za-z0-9-]+)\.liquid)$/;

/** Sorts a template's files by what they are and by language. Files with other names are left aside. */
export function templateFolder({ path, definition, files, defaultLanguage }: FolderInput): TemplateFolder {
  const { id, subject, preheader, sms } = definition;
  return {
    id,
    file: `${path}/template.json`,
    defaultLanguage,
    ...(subject ? { subject } : {}),
    ...(preheader ? { preheader } : {}),
    ...(sms ? { sms } : {}),
    email: byLanguage(path, files, 'email'),
    text: byLanguage(path, files, 'text'),
  };
}

function byLanguage(path: string, files: FolderInput['files'], part: 'email' | 'text'): { [language: string]: SourceFile } {
  const found = Object.entries(files).flatMap(([name, source]) => {
    const language = fileName.exec(name)?.groups?.[part];
    return language === undefined ? [] : [[language, { file: `${path}/${name}`, source }] as const];
  });
  return Object.fromEntries(found);
}
