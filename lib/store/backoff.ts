import { setTimeout as pause } from 'node:timers/promises';

/** Waits a little longer at each attempt, spread by the name of the writer: two writers of one item do not meet again at the same moment. */
export async function backOff(writer: string, attempt: number): Promise<void> {
  const spread = [...writer].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, attempt);
  await pause(2 ** attempt * (5 + (spread % 20)));
}
