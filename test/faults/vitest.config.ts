/** `npm run test:faults`: minutes, not seconds. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/faults/*.test.ts'],
    // A test is a restore with each of many faults, some of which are waited out in real time.
    testTimeout: 900_000,
    hookTimeout: 60_000,
    isolate: false,
    maxWorkers: '100%',
  },
});
