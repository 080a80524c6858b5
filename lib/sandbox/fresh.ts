import { rm } from 'node:fs/promises';
import { openDatabase } from './database.ts';
import { runningDynoxide } from './dynoxide.ts';

/** Empties the folder of a sandbox, so that the next one starts anew. Rejects while one is running there. */
export async function emptySandbox(folder: string): Promise<void> {
  openDatabase(folder).close();
  // It outlives a sandbox that was killed.
  await (await runningDynoxide(folder))?.stop();
  await rm(folder, { recursive: true, force: true });
}
