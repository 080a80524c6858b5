import type { Campaign } from '../core/definition/campaign.ts';
import { brandOf } from '../core/definition/defaults.ts';
import type { Library, Placed, PlacedProblem, ShownVariable } from '../core/definition/library.ts';
import { error, type JsonPath } from '../core/definition/problem.ts';
import { sampleScopes } from '../core/definition/sample-scope.ts';
import type { Brand } from '../core/definition/settings.ts';
import { isMeant, type TemplateUse, templateUseOf } from '../core/definition/template-use.ts';
import { partsOf } from '../core/definition/walk.ts';
import type { SourceFile } from '../templates/compile.ts';
import { TemplateProblemsError } from '../templates/problem.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import type { Folder, Templates } from './template-files.ts';

/** A template as one brand sends it: in its layout, with its default language. */
export interface Edition {
  /** Of the template. */
  id: string;
  /** The id of the brand; none when the settings are not valid. */
  brand?: string;
  folder: Folder;
  layout?: SourceFile;
  /** The steps of which it must know what they gave: without that it cannot be sent. */
  needs: string[];
  /** All steps of which it shows what they gave, where they gave it. */
  shows: string[];
  /** Compiles it and tries it on samples, once. Rejects with a TemplateProblemsError. */
  compile(): Promise<PublishedTemplate>;
}

interface Shelf {
  library: Library;
  templates: Templates;
  /** Also those that are only valid in part. */
  campaigns: Placed<Campaign>[];
}

/** One edition of each template for each brand whose campaigns send it; one that nobody sends is the brand's whose language it speaks. */
export function editionsOf(shelf: Shelf): Edition[] {
  const brands = shelf.library.settings?.brands ?? [];
  return shelf.templates.folders.flatMap((folder) => {
    const users = shelf.campaigns.filter(({ value }) => value.status !== 'ended' && uses(value, folder.id));
    const sending = brands.filter(({ id }) => users.some(({ value }) => brandOf(value, { brands }) === id));
    const spoken = brands.find(({ languages: [main] }) => main !== undefined && main in { ...folder.email, ...folder.sms });
    return (sending.length > 0 ? sending : [spoken ?? brands[0]]).map((brand) => {
      const own = users.map(({ value }) => value).filter((value) => !brand || brandOf(value, { brands }) === brand.id);
      return editionOf(folder, { shelf, brand, users: own });
    });
  });
}

/** Whether a campaign sends a template to customers or tells colleagues by it, or by one that it is an edition of. */
export function uses(campaign: Campaign, template: string, by?: TemplateUse['by']): boolean {
  return partsOf(campaign).some((part) => {
    const use = part.part === 'step' ? templateUseOf(part.value) : undefined;
    return use !== undefined && isMeant(use, template) && (by === undefined || use.by === by);
  });
}

function editionOf(folder: Folder, { shelf, brand, users }: { shelf: Shelf; brand: Brand | undefined; users: Campaign[] }): Edition {
  const { library, templates } = shelf;
  // Colleagues get it plain: a layout is for customers, with its footer and its way out.
  const framed = users.length === 0 || users.some((campaign) => uses(campaign, folder.id, 'send'));
  const layout = framed && brand ? templates.layouts[brand.id] : undefined;
  const shown = {
    brand: brand ? { id: brand.id, name: brand.name, footer: brand.footer } : {},
    unsubscribeUrl: 'https://shop.example/u/1',
    preferencesUrl: 'https://shop.example/p/1',
    surveyUrl: 'https://shop.example/s/1',
    assetsUrl: 'https://shop.example/assets',
    task: { doneUrl: 'https://shop.example/tasks/1', due: 1_803_859_200_000 },
  };
  const samples = () => (users.length > 0 ? users : [undefined]).flatMap((campaign) => sampleScopes(library, campaign));
  const compile = async () => {
    const { publishTemplate } = await import('../templates/publish.ts');
    const defaultLanguage = brand?.languages[0] ?? 'en';
    return publishTemplate(
      { ...folder, defaultLanguage },
      layout,
      samples().map((sample) => ({ ...sample, ...shown })),
    );
  };
  const { variables } = library.templates.find(({ id }) => id === folder.id) ?? { variables: [] };
  let compiled: Promise<PublishedTemplate> | undefined;
  return {
    id: folder.id,
    folder,
    needs: stepsIn(variables.filter(({ optional }) => !optional)),
    shows: stepsIn(variables),
    ...(brand && { brand: brand.id }),
    ...(layout && { layout }),
    compile: () => {
      compiled ??= compile();
      return compiled;
    },
  };
}

function stepsIn(variables: ShownVariable[]): string[] {
  const steps = variables.flatMap(({ path: [root, step] }) => (root === 'steps' && step !== undefined ? [step] : []));
  return [...new Set(steps)].sort();
}

/** What MJML would drop and what could never be sent is told here, not on the day of the campaign. Only what was asked for is compiled, since that takes the time. */
export async function checkEditions(editions: Edition[], isAsked: (file: string) => boolean): Promise<PlacedProblem[]> {
  const problems: PlacedProblem[] = [];
  for (const edition of editions) {
    const { folder, layout } = edition;
    const files = [folder, ...Object.values(folder.email), ...Object.values(folder.text ?? {}), ...(layout ? [layout] : [])];
    if (files.some(({ file }) => isAsked(file))) problems.push(...(await problemsOf(edition)));
  }
  return problems;
}

async function problemsOf({ folder, compile }: Edition): Promise<PlacedProblem[]> {
  try {
    await compile();
    return [];
  } catch (fault) {
    if (!(fault instanceof TemplateProblemsError))
      return [{ file: folder.file, ...error([], `the template cannot be compiled: ${String(fault)}`) }];
    return fault.problems.map(({ file, line, column, message }) => ({
      ...error(pathIn(file), message),
      ...placeIn(file, { line, column }),
    }));
  }
}

/** Texts of template.json are named "…/template.json (subject.en)". */
const inJson = /^(.*) \((subject|preheader|sms)\.([\w-]+)\)$/;

function pathIn(file: string): JsonPath {
  return inJson.exec(file)?.slice(2) ?? [];
}

function placeIn(file: string, position: { line: number; column: number }) {
  const [, json] = inJson.exec(file) ?? [];
  return json === undefined ? { file, ...position } : { file: json };
}

/** An e-mail without the layout of its brand would have neither footer nor a way out, unless it is a whole document itself. */
export function missingLayouts({ library, templates, campaigns }: Shelf): PlacedProblem[] {
  const { settings } = library;
  if (!settings) return [];
  return campaigns.flatMap(({ file, value }) => {
    const brand = brandOf(value, settings);
    const known = settings.brands.some(({ id }) => id === brand);
    const framed = templates.folders.filter(({ id, email }) => needsLayout(email) && uses(value, id, 'send'));
    const [first] = framed;
    if (brand === undefined || !known || !first || Object.hasOwn(templates.layouts, brand)) return [];
    const message = `brand "${brand}" has no layout, which the e-mails of "${first.id}" need: add campaigns/layouts/${brand}.mjml`;
    return [{ file, ...error(value.brand === undefined ? [] : ['brand'], message, { given: brand }) }];
  });
}

function needsLayout(email: Folder['email']): boolean {
  return Object.values(email).some(({ source }) => !/<mjml[\s>]/.test(source));
}
