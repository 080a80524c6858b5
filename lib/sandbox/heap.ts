/** What comes first, when only that is asked: a binary heap by `at`. */
export interface Heap<Entry extends { at: number }> {
  push(entry: Entry): void;
  first(): Entry | undefined;
  shift(): void;
  clear(): void;
}

export function openHeap<Entry extends { at: number }>(): Heap<Entry> {
  const entries: Entry[] = [];
  const at = (index: number) => entries[index]?.at ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number) => {
    const [first, second] = [entries[one], entries[other]];
    if (first && second) [entries[one], entries[other]] = [second, first];
  };
  return {
    push(entry) {
      let index = entries.push(entry) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > at(index); parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    first: () => entries[0],
    shift() {
      swap(0, entries.length - 1);
      entries.pop();
      for (let index = 0; ; ) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        const least = at(right) < at(left) ? right : left;
        if (at(least) >= at(index)) return;
        swap(index, least);
        index = least;
      }
    },
    clear() {
      entries.length = 0;
    },
  };
}
