import { createInterface } from 'node:readline/promises';

/** Resolves to what a person types. */
export type Ask = (question: string) => Promise<string>;

/** Where nobody can type nothing is read: then nothing is done. */
export async function typed(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error('nothing was done: there is nobody to ask; give --yes if you are sure');
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return lines.question(question).finally(() => lines.close());
}
