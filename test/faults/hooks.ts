import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Mutation } from './mutation.ts';

const root = new URL('../../', import.meta.url);
const clockwork = new URL('./clockwork.ts', import.meta.url).href;
const composer = new URL('./composer.ts', import.meta.url).href;

/**
 * What is imported from here on pauses in virtual time, and composes its mails at once; with a mutation its files are the
 * mutated ones.
 */
export function simulated(mutation?: Mutation): void {
  const changed = new Map(mutation?.changes.map(({ file }) => [new URL(file, root).href, mutatedText(mutation, file)]));
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = context.parentURL?.startsWith(`${root.href}lib/`);
      if (specifier === 'node:timers/promises' && isOurs) return { url: clockwork, shortCircuit: true };
      if (specifier === 'nodemailer/lib/mail-composer' && isOurs) return { url: composer, shortCircuit: true };
      return next(specifier, context);
    },
    load(url, context, next) {
      const source = changed.get(url);
      return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}

function mutatedText(mutation: Mutation, file: string): string {
  const text = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
  return mutation.changes
    .filter((change) => change.file === file)
    .reduce((before, { find, replace }) => {
      if (before.split(find).length !== 2)
        throw new Error(`mutation ${mutation.name}: what it looks for stands ${before.split(find).length - 1} times in ${file}: ${find}`);
      return before.replace(find, () => replace);
    }, text);
}
