import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { KnownTemplate, PlacedProblem, ShownVariable } from '../core/definition/library.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import { error, warning } from '../core/definition/problem.ts';
import { type TemplateDefinition, templateSchema } from '../core/definition/template.ts';
import { checkTemplate } from '../templates/check.ts';
import type { SourceFile } from '../templates/compile.ts';
import type { TemplateFolder } from '../templates/publish.ts';
import { type SmsSize, smsSegments } from '../templates/sms.ts';
import { type Assets, withAssets } from './asset-files.ts';
import type { DefinitionFile } from './definition-files.ts';
import { type JsonSource, tooLarge } from './json-source.ts';

/** What stands under templates/ and layouts/. */
export interface Templates {
  folders: Folder[];
  /** By brand. */
  layouts: { [brand: string]: SourceFile };
  known: KnownTemplate[];
  problems: PlacedProblem[];
}

/** A template as it was written; its default language is that of the brand that sends it. */
export type Folder = Omit<TemplateFolder, 'defaultLanguage'>;

interface Shop {
  files: DefinitionFile[];
  assets: Assets;
  sources: Map<string, JsonSource>;
}

const maxBytes = 1024 * 1024;

/** Reads every template and layout, and tells what they show. */
export async function readTemplates(shop: Shop): Promise<Templates> {
  const found: Templates = { folders: [], layouts: {}, known: [], problems: [] };
  const texts = await readTexts(shop, found);
  for (const { file, source } of texts.filter(({ folder }) => folder === 'layouts'))
    found.layouts[basename(file, '.mjml')] = { file, source };
  const ids = new Set([
    ...shop.files.filter(({ kind }) => kind === 'template').map(folderOf),
    ...texts.filter(({ folder }) => folder === 'templates').map(folderOf),
  ]);
  for (const folder of ids) readFolder(folder, { shop, found, texts: texts.filter((text) => dirname(text.file) === folder) });
  return found;
}

interface Text extends SourceFile {
  /** `templates` or `layouts`. */
  folder: string;
}

const folderOf = ({ file }: { file: string }) => dirname(file);

async function readTexts({ files, assets }: Shop, { problems }: Templates): Promise<Text[]> {
  const texts: Text[] = [];
  for (const { file, absolute, kind } of files) {
    if (kind !== 'source') continue;
    const bytes = await readFile(absolute);
    if (bytes.length > maxBytes) problems.push({ file, ...error([], tooLarge(bytes.length)), line: 1, column: 1 });
    else {
      const written = withAssets({ file, source: bytes.toString('utf8').replace(/^\uFEFF/, '') }, assets);
      problems.push(...written.problems);
      texts.push({ file, source: written.source, folder: basename(dirname(absolute)) === 'layouts' ? 'layouts' : 'templates' });
    }
  }
  return texts;
}

interface Reading {
  shop: Shop;
  found: Templates;
  texts: Text[];
}

/** An edition is called like its folder and the one around it, "news/2027-W09". */
function idOf(folder: string): string {
  const around = basename(dirname(folder));
  return around === 'templates' ? basename(folder) : `${around}/${basename(folder)}`;
}

function readFolder(folder: string, { shop, found, texts }: Reading): void {
  const id = idOf(folder);
  const file = shop.files.find((each) => each.kind === 'template' && dirname(each.file) === folder)?.file;
  const source = file === undefined ? undefined : shop.sources.get(file);
  found.known.push({ id, file: file ?? folder, variables: [] });
  if (file === undefined)
    found.problems.push({ file: texts[0]?.file ?? folder, ...error([], `template.json is missing in ${folder}`), line: 1, column: 1 });
  if (file === undefined || !source) return;
  const parsed = parseDefinition(templateSchema, source.value);
  if ('problems' in parsed) {
    found.problems.push(...parsed.problems.map((problem) => ({ file, ...problem })));
    return;
  }
  if (parsed.value.id !== id)
    found.problems.push({
      file,
      ...error(['id'], `a template is called like its folder, "${id}"`, { given: parsed.value.id, allowed: [id] }),
    });
  const template = toFolder(parsed.value, file, texts);
  found.folders.push(template);
  found.known.splice(-1, 1, { id, file, languages: languagesOf(template), variables: variablesOf(template, source) });
  found.problems.push(...strangers(texts), ...smsParts(template));
}

function toFolder(definition: TemplateDefinition, file: string, texts: Text[]): Folder {
  const { id, subject, preheader, sms } = definition;
  const named = (form: RegExp) =>
    Object.fromEntries(
      texts.flatMap((text) =>
        (form.exec(basename(text.file)) ?? []).slice(1).map((language) => [language, { file: text.file, source: text.source }]),
      ),
    );
  return {
    id,
    file,
    ...(subject && { subject }),
    ...(preheader && { preheader }),
    ...(sms && { sms }),
    email: named(emailName),
    text: named(textName),
  };
}

const emailName = /^email\.([\w-]+)\.mjml$/;
const textName = /^text\.([\w-]+)\.liquid$/;

function strangers(texts: Text[]): PlacedProblem[] {
  return texts
    .filter(({ file }) => !emailName.test(basename(file)) && !textName.test(basename(file)))
    .map(({ file }) => ({
      file,
      ...error([], 'a template has email.<language>.mjml and text.<language>.liquid; this is neither'),
      line: 1,
      column: 1,
    }));
}

function languagesOf({ email, subject = {}, sms = {} }: Folder) {
  return { email: Object.keys(email), subject: Object.keys(subject), sms };
}

function variablesOf({ file, subject, preheader, sms, email, text }: Folder, source: JsonSource): ShownVariable[] {
  const inJson = Object.entries({ subject, preheader, sms }).flatMap(([name, texts]) =>
    Object.entries(texts ?? {}).flatMap(([language, words]) => {
      const { variables } = checkTemplate({ file, source: words, kind: name === 'sms' ? 'sms' : 'subject' });
      const position = source.locate(error([name, language], ''));
      return variables.map((variable) => ({ ...variable, ...position }));
    }),
  );
  const html = Object.values(email).flatMap((each) => checkTemplate({ ...each, kind: 'html' }).variables);
  return [...inJson, ...html, ...Object.values(text ?? {}).flatMap((each) => checkTemplate({ ...each, kind: 'text' }).variables)];
}

/** A variable counts as a word of this length, since its value is known at send only. */
const usualWord = 'x'.repeat(12);

/** How many parts the text of a template is likely to take: what is said under a condition counts too. */
export function usualSize(text: string): SmsSize {
  return smsSegments(text.replace(/\{\{[^}]*\}\}/g, usualWord).replace(/\{%[^%]*%\}/g, ''));
}

function smsParts({ file, sms = {} }: Folder): PlacedProblem[] {
  return Object.entries(sms).flatMap(([language, text]) => {
    const { segments, encoding } = usualSize(text);
    if (segments < 2) return [];
    return [
      {
        file,
        ...warning(['sms', language], `takes ${segments} parts of SMS (${encoding}), each of which is paid for`, { given: text }),
      },
    ];
  });
}
