/**
 * So many of one process are between their claim and their record. Whoever is there when the process dies stays unknown, so they
 * are few, and none of them waits for a connection.
 */
const sideBySide = 10;
let under = 0;
const waiting: (() => void)[] = [];

/** Waits until fewer than that are under way. */
export async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (under < sideBySide) under += 1;
  else await new Promise<void>((go) => waiting.push(go));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else under -= 1;
  }
}
