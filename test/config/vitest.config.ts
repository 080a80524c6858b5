import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const under = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Whatever stands in none of these folders belongs to the project `core`, so no test is ever left out. */
const elsewhere = {
  aws: under('aws', 'contract'),
  stack: under('stack'),
  sandbox: under('sandbox'),
  data: under('data'),
  browser: under('browser'),
};

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'core',
          root,
          include: under('.'),
          exclude: Object.values(elsewhere).flat(),
          // Loading the modules anew for each of these files takes longer than the tests: none leaves anything behind in them.
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { name: 'aws', root, include: elsewhere.aws, testTimeout: 20_000, sequence: { groupOrder: 1 } } },
      { test: { name: 'stack', root, include: elsewhere.stack, testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 2 } } },
      {
        test: {
          name: 'sandbox',
          root,
          include: elsewhere.sandbox,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      // These measure, or start a browser; side by side they would only slow each other.
      ...(['data', 'browser'] as const).map((name, index) => ({
        test: {
          name,
          root,
          include: elsewhere[name],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 4 + index },
        },
      })),
    ],
  },
});
