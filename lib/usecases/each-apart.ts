/** Acts on one after the other. What fails for one does not keep the others from their turn; resolves to what failed. */
export async function eachApart<One>(all: Iterable<One>, act: (one: One) => Promise<unknown>): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const one of all) {
    try {
      await act(one);
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}
