import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { PlacedProblem } from '../core/definition/library.ts';
import { error } from '../core/definition/problem.ts';
import type { Asset } from '../world.ts';
import type { DefinitionFile } from './definition-files.ts';

/** Pictures of campaigns/assets/ by the name that templates use: {{ 'hero.jpg' | asset }}. */
export type Assets = ReadonlyMap<string, Asset>;

/** What mail programs show. SVG is shown by hardly any of them. */
const types: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};
const maxBytes = 2 * 1024 * 1024;

/** Reads every asset and names it by its content, so that a new picture has a new address and the old mails keep theirs. */
export async function readAssets(files: DefinitionFile[]): Promise<{ assets: Assets; problems: PlacedProblem[] }> {
  const assets = new Map<string, Asset>();
  const problems: PlacedProblem[] = [];
  for (const { absolute, file, root } of files) {
    const path = relative(join(root, 'assets'), absolute);
    const content = await readFile(absolute);
    const problem = wrong(path, content.length);
    if (problem) problems.push({ file, line: 1, column: 1, ...error([], problem) });
    else
      assets.set(path.split(sep).join('/'), { name: hashedName(path, content), type: types[extname(path).toLowerCase()] ?? '', content });
  }
  return { assets, problems };
}

function wrong(path: string, bytes: number): string | undefined {
  if (!types[extname(path).toLowerCase()]) return `an asset is a picture (${Object.keys(types).join(', ')}); this is none`;
  if (!/^[A-Za-z0-9_./-]+$/.test(path)) return 'the name of an asset has letters, digits, dots, dashes and underscores only';
  return bytes > maxBytes ? `the picture weighs ${Math.ceil(bytes / 1024)} KB; at most ${maxBytes / 1024} KB are allowed` : undefined;
}

function hashedName(path: string, content: Uint8Array): string {
  const extension = extname(path);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return `${path.slice(0, -extension.length).split(sep).join('/')}.${hash}${extension}`;
}

const reference = /\{\{-?\s*(?:'(?<single>[^'{}]*)'|"(?<double>[^"{}]*)")\s*\|\s*asset\s*-?\}\}/g;

/** The text with each {{ 'hero.jpg' | asset }} as the address of that picture; a name that is no asset is a problem. */
export function withAssets(text: { file: string; source: string }, assets: Assets): { source: string; problems: PlacedProblem[] } {
  const problems: PlacedProblem[] = [];
  let source = '';
  let done = 0;
  for (const found of text.source.matchAll(reference)) {
    const name = found.groups?.single ?? found.groups?.double ?? '';
    const asset = assets.get(name);
    if (!asset) problems.push(unknownPicture(text, found.index, { given: name, allowed: [...assets.keys()] }));
    source += `${text.source.slice(done, found.index)}{{ assetsUrl }}/${asset?.name ?? ''}`;
    done = found.index + found[0].length;
  }
  return { source: source + text.source.slice(done), problems };
}

function unknownPicture({ file, source }: { file: string; source: string }, at: number, more: { given: string; allowed: string[] }) {
  const before = source.slice(0, at).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return { file, ...place, ...error([], 'there is no such picture in campaigns/assets/', more) };
}
