import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkData, withBuiltIns } from '../core/definition/built-in.ts';
import { type Campaign, campaignSchema } from '../core/definition/campaign.ts';
import { checkCampaignPart, checkLibrary, checkProgramPart, checkSegmentPart, checkSettings } from '../core/definition/check-library.ts';
import { checkScenarios } from '../core/definition/check-scenarios.ts';
import { type Data, dataSchema } from '../core/definition/data.ts';
import { missingEditions } from '../core/definition/due-editions.ts';
import type { KnownTemplate, Library, Placed, PlacedProblem } from '../core/definition/library.ts';
import { type CouponPool, couponPoolSchema, type LoyaltyProgram, loyaltyProgramSchema } from '../core/definition/loyalty-program.ts';
import { error, type Problem } from '../core/definition/problem.ts';
import { type ScenarioFile, scenarioFileSchema } from '../core/definition/scenario.ts';
import { pastStarts } from '../core/definition/schedules.ts';
import { type Segment, segmentSchema } from '../core/definition/segment.ts';
import { type Settings, settingsSchema } from '../core/definition/settings.ts';
import { checkTemplateAlone } from '../core/definition/shown-variables.ts';
import type { Instant } from '../core/time.ts';
import { builtInVariables, checkTemplate } from '../templates/check.ts';
import { holdsAddresses } from './addresses.ts';
import { type Assets, readAssets } from './asset-files.ts';
import { type Asked, findDefinitions } from './definition-files.ts';
import { incompleteFrames, unwrittenTexts } from './frames.ts';
import { type Located, positions, readJson, tooLarge } from './json-source.ts';
import { idsIn, parsed, placed, type Sources } from './parsed-files.ts';
import { didYouMean, withoutEchoes } from './suggest.ts';
import { checkEditions, type Edition, editionsOf, missingLayouts } from './template-editions.ts';
import { readTemplates, type Templates } from './template-files.ts';

/** Everything that stands under `campaigns/`, valid and ready to be published. */
export interface Definitions {
  root: string;
  campaigns: Placed<Campaign>[];
  segments: Placed<Segment>[];
  scenarios: Placed<ScenarioFile>[];
  programs: Placed<LoyaltyProgram>[];
  pools: Placed<CouponPool>[];
  settings: Settings;
  /** With what every shop has. */
  data: Data;
  /** Each template once for each brand that sends it. */
  templates: Edition[];
  assets: Assets;
}

export interface Loaded {
  /** Of the asked part, in the order of files and lines. */
  problems: Shown[];
  /** Files that were looked at. */
  files: number;
  /** Absent when there is any error. */
  definitions?: Definitions;
}

export type Shown = Located & { didYouMean?: string };

const maxBytes = 1024 * 1024;

/**
 * Reads and checks the folder of definitions at `path`, or one file of it. `now` decides which editions are due. What stands alone
 * is read with the settings, segments and templates of the folder `beside` it. Rejects for no content; only when the disk fails.
 */
export async function loadDefinitions(path: string, now: Instant = Date.now(), beside?: string): Promise<Loaded> {
  const asked = await findDefinitions(path, beside);
  if (!asked) return { problems: [{ file: path, ...error([], 'there is no such file or folder'), line: 1, column: 1 }], files: 0 };
  const files = asked.files.filter(({ file }) => asked.isAsked(file)).length;
  if (files === 0) return { problems: [{ file: path, ...error([], 'there are no definitions here'), line: 1, column: 1 }], files };
  const shelf = await readShelf(asked);
  const found = { ...shelf, ...(await checkShelf(asked, shelf, now)) };
  const problems = inOrder(once(withoutEchoes(found.problems.filter((problem) => asked.isAsked(problem.file))))).map(suggest);
  const { settings, data } = found.library;
  if (!settings || !data || found.problems.some(({ severity }) => severity === 'error')) return { problems, files };
  const { campaigns, segments, programs, pools } = found.library;
  const { scenarios, assets } = found;
  return {
    problems,
    files,
    definitions: { root: asked.root, campaigns, segments, scenarios, programs, pools, settings, data, templates: found.editions, assets },
  };
}

interface Shelf {
  sources: Sources;
  problems: Located[];
}

async function readShelf({ files }: Asked): Promise<Shelf> {
  const shelf: Shelf = { sources: new Map(), problems: [] };
  for (const { file, absolute, kind } of files) {
    if (kind === 'source' || kind === 'asset') continue;
    const { size } = await stat(absolute);
    if (kind === 'other') shelf.problems.push(...(await checkOther(file, absolute)));
    else if (size > maxBytes) shelf.problems.push({ file, ...error([], tooLarge(size)), line: 1, column: 1 });
    else {
      const { source, problems } = readJson(file, await readFile(absolute));
      shelf.problems.push(...problems);
      if (source) shelf.sources.set(file, { ...source, kind });
    }
  }
  return shelf;
}

async function checkOther(file: string, absolute: string): Promise<Located[]> {
  const text = (await readFile(absolute)).subarray(0, maxBytes).toString('latin1');
  if (!holdsAddresses(file, text)) return [];
  const at = positions(text)(Math.max(0, text.search(/@|\+\d/)));
  return [
    { file, ...error([], "customers' addresses do not belong under campaigns/: take the file away, and out of the history of git"), ...at },
  ];
}

async function checkShelf(asked: Asked, shelf: Shelf, now: Instant) {
  const problems: Located[] = [...shelf.problems];
  const tell = (found: PlacedProblem[]) => {
    for (const { file, ...problem } of found) problems.push({ file, ...problem, ...place(shelf, file, problem) });
  };
  const settings = parsed(shelf.sources, 'settings', settingsSchema);
  const data = parsed(shelf.sources, 'data', dataSchema);
  const campaigns = parsed(shelf.sources, 'campaign', campaignSchema);
  const segments = parsed(shelf.sources, 'segment', segmentSchema);
  const programs = parsed(shelf.sources, 'program', loyaltyProgramSchema);
  const pools = parsed(shelf.sources, 'pool', couponPoolSchema);
  const scenarios = parsed(shelf.sources, 'scenario', scenarioFileSchema);
  const { assets, problems: unfit } = await readAssets(asked.files.filter(({ kind }) => kind === 'asset'));
  tell(unfit);
  const templates = await readTemplates({ files: asked.files, sources: shelf.sources, assets });
  const library: Library = {
    settings: settings.valid[0]?.value,
    data: data.valid[0] && withBuiltIns(data.valid[0].value),
    campaigns: campaigns.valid,
    segments: segments.valid,
    segmentIds: idsIn(shelf.sources, 'segment', segments.valid),
    templates: templates.known,
    programs: programs.valid,
    programIds: idsIn(shelf.sources, 'program', programs.valid),
    pools: pools.valid,
    poolIds: idsIn(shelf.sources, 'pool', pools.valid),
  };
  const used = { library, templates, campaigns: [...campaigns.valid, ...campaigns.partly] };
  const editions = editionsOf(used);
  for (const { problems } of [settings, data, campaigns, segments, programs, pools, scenarios, templates]) tell(problems);
  for (const { file, value } of data.valid) tell(placed(file, checkData(value)));
  for (const { file, value } of settings.valid) tell(placed(file, checkSettings(value, library)));
  for (const each of campaigns.partly) tell(placed(each.file, checkCampaignPart(each, library)));
  for (const each of programs.partly) tell(placed(each.file, checkProgramPart(each, library)));
  for (const each of segments.partly) tell(placed(each.file, checkSegmentPart(each, library)));
  tell([
    ...checkLibrary(library),
    ...missingEditions(library, now),
    ...pastStarts(library, now),
    ...shownAlone(templates, library),
    ...missingLayouts(used),
    ...incompleteFrames(templates, used.campaigns),
    ...unwrittenTexts(templates, used.campaigns),
    ...checkScenarios(scenarios.valid, { library, campaignIds: used.campaigns.map(({ value }) => value.id) }),
  ]);
  tell(await checkEditions(editions, asked.isAsked));
  problems.push(...missingFiles(asked));
  return { library, problems, editions, assets, scenarios: scenarios.valid };
}

/** A template's problem knows its line; one in JSON is found by its path. */
function place(shelf: Shelf, file: string, problem: Problem & { line?: number; column?: number }) {
  const { line, column } = problem;
  if (line !== undefined && column !== undefined) return { line, column };
  return shelf.sources.get(file)?.locate(problem) ?? { line: 1, column: 1 };
}

function shownAlone({ known, layouts }: Templates, library: Library): PlacedProblem[] {
  const frames = Object.entries(layouts).map(
    ([id, layout]): KnownTemplate => ({ id, file: layout.file, variables: checkTemplate({ ...layout, kind: 'html' }).variables }),
  );
  return [...known, ...frames].flatMap((template) => checkTemplateAlone(template, library, builtInVariables));
}

function missingFiles({ root, files }: Asked): Located[] {
  const first = files.find(({ kind }) => kind === 'campaign');
  if (!first) return [];
  return (['settings', 'data'] as const)
    .filter((kind) => !files.some((file) => file.kind === kind))
    .map((kind) => error([], `${kind}.json is missing in ${dirname(first.file)} (looked in ${root} and campaigns/)`))
    .map((problem) => ({ file: first.file, ...problem, line: 1, column: 1 }));
}

/** What is wrong with a template is found again by each campaign that sends it. */
function once(problems: Located[]): Located[] {
  return [
    ...new Map(problems.map((each) => [JSON.stringify([each.file, each.line, each.column, each.path, each.message]), each])).values(),
  ];
}

function inOrder(problems: Located[]): Located[] {
  return problems.sort(
    (one, other) =>
      compare(one.file, other.file) || one.line - other.line || one.column - other.column || compare(one.message, other.message),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function suggest(problem: Located): Shown {
  const nearest = didYouMean(problem);
  return nearest === undefined ? problem : { ...problem, didYouMean: nearest };
}
