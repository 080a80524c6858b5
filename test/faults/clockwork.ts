/** Where whoever pauses in the program waits: the simulation that is under way. */
interface Clockwork {
  sleep(milliseconds: number): Promise<void>;
}

let current: Clockwork | undefined;

/** From now on time is this simulation's. */
export function useClockwork(clockwork: Clockwork | undefined): void {
  current = clockwork;
}

/** Stands in for `setTimeout` of `node:timers/promises`. */
export async function setTimeout<T>(milliseconds = 0, value?: T): Promise<T | undefined> {
  if (!current) throw new Error('a pause outside of a simulation');
  await current.sleep(milliseconds);
  return value;
}
