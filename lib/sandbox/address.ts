import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentNames } from '../aws/env.ts';

/** Where another process reaches a running sandbox. */
export interface SandboxAddress {
  /** Of every AWS service. */
  gateway: string;
  publicUrl: string;
  assetsUrl: string;
}

const file = 'address.json';

/** Writes it down while the sandbox runs; returns what takes it away. */
export function saveAddress(folder: string, address: SandboxAddress): () => void {
  writeFileSync(join(folder, file), JSON.stringify(address));
  return () => rmSync(join(folder, file), { force: true });
}

/** Of the sandbox that runs in a folder, its URLs by the names of their variables. Where none is written down, nothing listens. */
export function readAddress(folder: string): { gateway: string; [variable: string]: string } {
  const path = join(folder, file);
  const nowhere = 'http://127.0.0.1:9';
  const found: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const text = (name: keyof SandboxAddress) => {
    const value: unknown = typeof found === 'object' && found !== null ? Object.getOwnPropertyDescriptor(found, name)?.value : undefined;
    return typeof value === 'string' && value !== '' ? value : nowhere;
  };
  return {
    gateway: text('gateway'),
    [environmentNames.publicUrl]: text('publicUrl'),
    [environmentNames.assetsUrl]: text('assetsUrl'),
  };
}
