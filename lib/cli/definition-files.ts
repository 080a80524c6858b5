import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';

export type FileKind =
  | 'campaign'
  | 'scenario'
  | 'segment'
  | 'template'
  | 'program'
  | 'pool'
  | 'settings'
  | 'data'
  | 'source'
  | 'asset'
  | 'other';

export interface DefinitionFile {
  /** As it is shown to people. */
  file: string;
  absolute: string;
  /** The folder of definitions in which it stands. */
  root: string;
  kind: FileKind;
}

/** The folder of definitions that a path belongs to, and the part of it that was asked for. */
export interface Asked {
  root: string;
  files: DefinitionFile[];
  /** False for what is only read to resolve references. */
  isAsked(file: string): boolean;
}

const maxLevelsUp = 4;
/** Nothing there is an answer; a folder that may not be read is not. */
const ifThere = { throwIfNoEntry: false } as const;

/** Undefined when there is nothing at the path. What stands alone is read with what stands in the folder `beside` it. */
export async function findDefinitions(path: string, beside = 'campaigns'): Promise<Asked | undefined> {
  const asked = resolve(path);
  const found = statSync(asked, ifThere);
  if (!found) return undefined;
  const root = found.isDirectory() ? rootOf(asked) : rootAbove(dirname(asked));
  const isAsked = (file: string) => resolve(file) === asked || resolve(file).startsWith(asked + sep) || root === join(asked, 'campaigns');
  if (root !== undefined) return { root, files: (await listFiles(root)).map((file) => meant(file, asked)), isAsked };
  const own = found.isDirectory() ? await listFiles(asked) : [meant(definitionFile(dirname(asked), asked), asked)];
  return { root: dirname(asked), files: [...own, ...(await surroundings(own, resolve(beside)))], isAsked };
}

/** Whoever names one file means a definition, whatever it is called. */
function meant(file: DefinitionFile, asked: string): DefinitionFile {
  return file.absolute === asked && file.kind === 'other' ? { ...file, kind: 'campaign' } : file;
}

/** Definitions that stand alone are read with the settings, data, segments and templates of the shop at hand. */
async function surroundings(own: DefinitionFile[], beside: string): Promise<DefinitionFile[]> {
  if (!isRoot(beside)) return [];
  const replaced = new Set(own.map(nameOf));
  return (await listFiles(beside)).filter((file) => !['campaign', 'scenario', 'other'].includes(file.kind) && !replaced.has(nameOf(file)));
}

function nameOf({ absolute }: DefinitionFile): string {
  return join(basename(dirname(absolute)), basename(absolute));
}

function rootOf(folder: string): string | undefined {
  const below = join(folder, 'campaigns');
  return isRoot(below) ? below : rootAbove(folder);
}

function rootAbove(folder: string): string | undefined {
  let current = folder;
  for (let level = 0; level <= maxLevelsUp; level += 1) {
    if (isRoot(current)) return current;
    current = dirname(current);
  }
  return undefined;
}

function isRoot(folder: string): boolean {
  return ['settings.json', 'data.json'].some((name) => statSync(join(folder, name), ifThere)?.isFile());
}

async function listFiles(root: string): Promise<DefinitionFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((absolute) => !hidden(relative(root, absolute)))
    .sort()
    .map((absolute) => definitionFile(root, absolute));
}

function definitionFile(root: string, absolute: string): DefinitionFile {
  return { file: relative('.', absolute), absolute, root, kind: kindOf(relative(root, absolute)) };
}

function hidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');
}

const folderKinds: Partial<Record<string, FileKind>> = { segments: 'segment', loyalty: 'program', coupons: 'pool' };

function kindOf(path: string): FileKind {
  const parts = path.split(sep);
  const [top = ''] = parts;
  if (top === 'schema') return 'other';
  if (top === 'assets') return 'asset';
  if (['.mjml', '.liquid'].includes(extname(path))) return 'source';
  if (path === 'settings.json') return 'settings';
  if (path === 'data.json') return 'data';
  if (top === 'templates') return basename(path) === 'template.json' && (parts.length === 3 || parts.length === 4) ? 'template' : 'other';
  if (extname(path) !== '.json') return 'other';
  if (path.endsWith('.scenario.json')) return 'scenario';
  if (top === 'layouts') return 'other';
  return folderKinds[top] ?? 'campaign';
}
