import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Why a file that a person named cannot be written, and what to do. */
const sentences: { [code: string]: (file: string) => string } = {
  ENOENT: (file) =>
    file === ''
      ? 'it has no name: name a file, such as page.html'
      : `there is no folder ${dirname(file)}: make it, or name a file elsewhere`,
  ENOTDIR: (file) => `${dirname(file)} is not a folder: name a file elsewhere`,
  EISDIR: (file) => `it is a folder: name a file in it, such as ${file.replace(/\/*$/, '')}/page.html`,
  EACCES: () => 'you have no right to write there: name a file elsewhere, or ask for the right',
  EPERM: () => 'you have no right to write there: name a file elsewhere, or ask for the right',
  EROFS: () => 'that disk can only be read: name a file elsewhere',
  ENOSPC: () => 'the disk is full: make room, or name a file on another one',
  ENAMETOOLONG: () => 'its name is too long: give it a shorter one',
};

/** Writes a file that a person named by `work`, and says so. Rejects with a sentence: which file, why not, what to do. */
export async function writing(file: string, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    throw inSentence(file, error);
  });
  process.stderr.write(`written: ${file}\n`);
}

/** Rejects as `writing` would, where that can be seen before minutes of work are lost for it; undefined is a file that nobody wants. */
export async function checkWritable(...files: (string | undefined)[]): Promise<void> {
  for (const file of files)
    if (file !== undefined)
      await tryPlace(file).catch((error: unknown) => {
        throw inSentence(file, error);
      });
}

async function tryPlace(file: string): Promise<void> {
  const there = await stat(file).catch((error: unknown) => {
    if (file === '' || codeOf(error) !== 'ENOENT') throw error;
  });
  if (there?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  await access(there ? file : dirname(file), constants.W_OK);
}

/** What is no fault of the file stays as it is. */
function inSentence(file: string, error: unknown): unknown {
  const why = sentences[codeOf(error)];
  return why ? new Error(`${file || '""'} cannot be written: ${why(file)}`) : error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
