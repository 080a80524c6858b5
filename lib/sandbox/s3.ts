import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Asset } from '../world.ts';
import type { Service } from './gateway.ts';

/** The bucket of the sandbox's assets. */
export const assetsBucket = 'rapport-assets';

/** Where assets stand in the folder of a sandbox. */
export const assetsFolder = (folder: string): string => join(folder, 'assets');

/** Puts an asset into a sandbox, from outside too. */
export async function saveAsset(folder: string, { name, content }: Pick<Asset, 'name' | 'content'>): Promise<void> {
  const file = join(assetsFolder(folder), name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** PutObject of S3: one file on the disk for each object, before it answers. */
export function s3Service(folder: string): Service {
  return async ({ path, bytes }) => {
    const name = nameIn(path);
    if (name === undefined) return { status: 400, type: 'application/xml', body: '<Error><Code>InvalidRequest</Code></Error>' };
    await saveAsset(folder, { name, content: bytes });
    return { status: 200, type: 'application/xml', body: '' };
  };
}

/** The key of an object in our bucket; nothing that leads out of the folder. */
function nameIn(path: string): string | undefined {
  const { pathname } = new URL(path, 'http://s3');
  const name = decodeURIComponent(pathname).slice(`/${assetsBucket}/`.length);
  return pathname.startsWith(`/${assetsBucket}/`) && /^[\w./-]+$/.test(name) && !name.includes('..') ? name : undefined;
}
