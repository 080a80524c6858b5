import { readdirSync, readFileSync } from 'node:fs';
import { withBuiltIns } from '../../../lib/core/definition/built-in.ts';
import { type Campaign, campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { dataSchema } from '../../../lib/core/definition/data.ts';
import type { KnownTemplate, Library, PlacedProblem, ShownVariable } from '../../../lib/core/definition/library.ts';
import { couponPoolSchema, type LoyaltyProgram, loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import { showPath } from '../../../lib/core/definition/problem.ts';
import { type Segment, segmentSchema } from '../../../lib/core/definition/segment.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { templateUseOf } from '../../../lib/core/definition/template-use.ts';
import { partsOf } from '../../../lib/core/definition/walk.ts';

const folder = new URL('../../fixtures/definitions/', import.meta.url);

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

/** The twelve campaigns that the grammar was tried on (one of them takes two files). */
export const fixtureNames = readdirSync(folder).filter(
  (name) => name.endsWith('.json') && name !== 'settings.json' && name !== 'data.json',
);

export const settings = settingsSchema.parse(fixture('settings.json'));
export const data = withBuiltIns(dataSchema.parse(fixture('data.json')));

/** A template in every language of the shop. */
export function template(id: string, more: Partial<KnownTemplate> = {}): KnownTemplate {
  const languages = { email: ['en', 'de'], subject: ['en', 'de'], sms: { en: 'Hello. Reply STOP to opt out', de: 'Hallo. STOP beendet' } };
  return { id, file: `templates/${id}/template.json`, languages, variables: [], ...more };
}

export function variable(path: string, optional = false): ShownVariable {
  return { path: path.split('.'), file: 'email.en.mjml', line: 3, column: 7, optional };
}

function templatesOf(campaign: Campaign): KnownTemplate[] {
  return partsOf(campaign).flatMap((part) => {
    const use = part.part === 'step' ? templateUseOf(part.value) : undefined;
    return use ? [template(use.folder ? `${use.template}/2027-W09` : use.template)] : [];
  });
}

const segments = ['vip', 'spring-list'].map((name) => ({
  file: `${name}.json`,
  value: segmentSchema.parse(fixture(`segments/${name}.json`)) as Segment,
}));

/** The club of the shop, for which a fee is paid, and what is to be other in it. */
export function program(more: object = {}): LoyaltyProgram {
  return loyaltyProgramSchema.parse({ ...Object(fixture('loyalty/club.json')), ...more });
}

const pools = ['birthday', 'spring', 'back-10', 'back-20'].map((name) => ({
  file: `${name}.json`,
  value: couponPoolSchema.parse(fixture(`coupons/${name}.json`)),
}));

/** A library around campaigns, with every template that they send. */
export function library(campaigns: Campaign[], more: Partial<Library> = {}): Library {
  return {
    settings,
    data,
    campaigns: campaigns.map((value) => ({ file: `${value.id}.json`, value })),
    segments,
    segmentIds: ['vip', 'spring-list'],
    templates: campaigns.flatMap(templatesOf),
    programs: [{ file: 'club.json', value: program() }],
    programIds: ['club'],
    pools,
    poolIds: pools.map(({ value }) => value.id),
    ...more,
  };
}

/** A small campaign that is right, and what is to be other in it. */
export function campaign(more: object = {}): Campaign {
  return campaignSchema.parse({
    id: 'small',
    kind: 'database',
    name: 'A small campaign',
    owner: 'anna@shop.example',
    topic: 'offers',
    entry: { trigger: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '20 GBP' } } },
    steps: [{ send: 'hello' }],
    ...more,
  });
}

/** "error steps[0].send: …" for everything about one campaign. */
export function problemsOf(value: Campaign, more: Partial<Library> = {}): string[] {
  return show(checkLibrary(library([value], more)).filter(({ file }) => !['vip.json', 'spring-list.json'].includes(file)));
}

export function show(problems: PlacedProblem[]): string[] {
  return problems.map(({ severity, path, message }) => `${severity} ${showPath(path)}: ${message}`);
}
