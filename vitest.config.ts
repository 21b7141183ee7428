import { defineConfig } from 'vitest/config';
import { LONG } from './test/long/files.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Runs of their own: `npm run test:long`, `npm run test:faults`, `npm run test:mongodb`, `npm run test:browser`.
    exclude: [...LONG, 'test/browser/**', 'test/faults/**', 'test/mongodb/**', 'node_modules/**'],
    // A test that starts the whole service needs seconds, and on two busy cores that are slow besides five times as many.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Files share workers, which halves the time: a test that changes a class, a timer or the environment puts it back.
    isolate: false,
    // The default leaves one core free: CI has two.
    maxWorkers: '100%',
  },
});
