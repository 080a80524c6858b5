import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutations } from './mutations.ts';

const root = new URL('../../', import.meta.url);

describe('the mutations', () => {
  it.each(mutations)('$name: what it changes stands exactly once', ({ changes }) => {
    for (const { file, find, replace } of changes) {
      expect(readFileSync(new URL(file, root), 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
    }
  });

  it('each has a name of its own', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });
});
