import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/mongodb/*.test.ts'],
    // Each loads a thousand documents and builds their indexes.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
