import { defineConfig } from 'vitest/config';

/**
 * What runs against each mutant of the ledger: its own tests alone, in the copy that Stryker makes. Without the properties, which
 * draw other cases each time: the score is to be the same twice.
 */
export default defineConfig({
  test: {
    include: ['test/core/loyalty/*.test.ts'],
    exclude: ['test/core/loyalty/properties.test.ts'],
    // One import of the core for all files, instead of one for each.
    isolate: false,
    testTimeout: 30_000,
  },
});
