/**
 * Resolves when nothing is left that runs by itself: what the program waits for now, only the simulation can give it.
 * The queue of `nextTick` is looked at only when no microtask is left.
 */
export function quiet(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
